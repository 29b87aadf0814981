import Glibc

/// The folders that recipes are kept in.
enum RecipePlaces {
    /// What was added, a file for each name; nil where there is no home.
    static var added: String? { data.map { $0 + "/recipes" } }
    /// What was agreed to, a file for each SHA-256, so that a change can be shown.
    static var agreed: String? { data.map { $0 + "/agreed" } }

    private static var data: String? {
        if let folder = Environment.all["XDG_DATA_HOME"], folder.hasPrefix("/") { return "\(folder)/archive-lua" }
        guard let home = Environment.all["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.local/share/archive-lua"
    }

    /// Those that come with the program: beside it where it is installed, or in the folder that it was built in.
    static let shipped: String? = {
        guard let program = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(program) }
        var folder = String(cString: program)
        for level in 0..<8 {
            folder = parent(of: folder)
            guard !folder.isEmpty else { return nil }
            let installed = level == 1 ? "\(folder)/share/archive-lua/recipes" : ""
            for (recipes, mark) in [(installed, installed), ("\(folder)/recipes", "\(folder)/Package.swift")]
            where !mark.isEmpty && access(mark, F_OK) == 0 && access(recipes, R_OK) == 0 {
                return recipes
            }
        }
        return nil
    }()

    /// Whether a recipe of that name comes with the program.
    static func isShipped(_ name: String) -> Bool { shipped.map { access("\($0)/\(name).lua", R_OK) == 0 } ?? false }

    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }
}
