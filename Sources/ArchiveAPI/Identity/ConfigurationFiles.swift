import Foundation

/// Where clouds.yaml and the files beside it are looked for, and how they are read.
public struct ConfigurationFiles: Sendable {
    /// Folders in the order of their rank.
    public var folders: [String]
    /// What `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` name: looked at before the folders.
    public var cloudsFile: String?
    public var secureFile: String?
    /// What a leading `~` stands for.
    public var home: String?
    /// The content of a file; nil where there is none or this user may not read it.
    public var read: @Sendable (String) -> String?

    public init(
        folders: [String], cloudsFile: String? = nil, secureFile: String? = nil, home: String? = nil,
        read: @escaping @Sendable (String) -> String? = ConfigurationFiles.contents
    ) {
        self.folders = folders
        self.cloudsFile = cloudsFile
        self.secureFile = secureFile
        self.home = home
        self.read = read
    }

    /// The search path of OpenStack's own client: the current folder, the user's configuration folders
    /// (`XDG_CONFIG_HOME`, `~/.config`), then those of the machine.
    public init(environment: [String: String], currentDirectory: String = FileManager.default.currentDirectoryPath) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME")
        var folders = [currentDirectory]
        if let folder = value("XDG_CONFIG_HOME") { folders.append(folder + "/openstack") }
        if let home { folders.append(home + "/.config/openstack") }
        let machine = (value("XDG_CONFIG_DIRS") ?? "/etc/xdg").split(separator: ":").map { "\($0)/openstack" }
        folders += machine + ["/etc/openstack"]
        self.init(
            folders: folders, cloudsFile: value("OS_CLIENT_CONFIG_FILE"), secureFile: value("OS_CLIENT_SECURE_FILE"),
            home: home)
    }

    /// A file's path with `~` spelt out.
    func expand(_ path: String) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// The first file of that kind that is there: `clouds`, `secure` or `clouds-public`.
    func first(_ kind: String) -> (path: String, text: String)? {
        let override = kind == "clouds" ? cloudsFile : kind == "secure" ? secureFile : nil
        let candidates = [override].compactMap { $0 }.map(expand) + folders.flatMap { folder in
            ["yaml", "yml", "json"].map { "\(folder)/\(kind).\($0)" }
        }
        for path in candidates {
            if let text = read(path) { return (path, text) }
        }
        return nil
    }

    /// Reads a file as UTF-8.
    public static let contents: @Sendable (String) -> String? = { path in
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
