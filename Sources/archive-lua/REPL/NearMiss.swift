import LuaBridge

/// The nearest name where Lua's own errors tell that one has no value: it was misspelt, perhaps.
struct NearMiss {
    private let state: LuaState

    init(_ state: LuaState) { self.state = state }

    /// What to say of an error message such as `attempt to call a nil value (field 'fromat')`; nil where nothing is near.
    func hint(for message: String) -> String? {
        guard message.contains("a nil value (") else { return nil }
        if let absence = SandboxAbsence.hint(for: message, in: state) { return absence }
        for kind in ["global", "field", "method"] {
            guard let start = message.range(of: "(\(kind) '"), let name = message[start.upperBound...].split(separator: "'").first
            else { continue }
            return kind == "global" ? hint(forGlobal: String(name)) : hint(forMember: String(name))
        }
        return nil
    }

    /// nil also where there is a global of that name.
    func hint(forGlobal name: String) -> String? {
        let names = names(in: state.globals)
        return names.contains(name) ? nil : NearestName.hint(for: name, among: names)
    }

    /// Of the libraries that lie in globals, and of what strings have after a colon.
    private func hint(forMember name: String) -> String? {
        var owners: [String: [String]] = [:]
        for library in names(in: state.globals) where library != "_G" {
            let table = state.rawField(LuaBytes(library), of: state.globals)
            guard table.isTable else { continue }
            for member in names(in: table) { owners[member, default: []].append(library) }
        }
        guard owners[name] == nil, let nearest = NearestName.nearest(to: name, among: Array(owners.keys)),
            let owner = owners[nearest]?.min()
        else { return nil }
        return "Did you mean '\(owner).\(nearest)'?"
    }

    private func names(in table: LuaValue) -> [String] {
        guard table.isTable else { return [] }
        var names: [String] = []
        try? state.view(table) { try $0.forEachField { key, _ in if let key { names.append(key) } } }
        return names.sorted()
    }
}
