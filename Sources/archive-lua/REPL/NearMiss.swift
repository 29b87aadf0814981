import LuaBridge

/// The nearest name where Lua's own errors tell that one has no value, and what else they tell of what was meant.
struct NearMiss {
    private let state: LuaState
    /// What was typed, where that is known.
    private let typed: TypedMistakes?

    init(_ state: LuaState, typed: TypedMistakes? = nil) {
        self.state = state
        self.typed = typed
    }

    /// What to say of an error message such as `attempt to call a nil value (field 'fromat')`; nil where nothing is near.
    func hint(for message: String) -> String? {
        if message.contains("a nil value (") { return SandboxAbsence.hint(for: message, in: state) ?? hint(forAbsent: message) }
        if let hint = hint(forCalledProperty: message) { return hint }
        guard message.contains(#/attempt to .* (?:function|a function value)\b/#), let name = typed?.uncalledMethod else { return nil }
        return "'\(name)' is a method: call it, object:\(name)()."
    }

    /// nil also where there is a global of that name.
    func hint(forGlobal name: String) -> String? {
        let names = names(in: state.globals)
        return names.contains(name) ? nil : Self.nearest(to: name, among: names).map { "Did you mean '\($0)'?" }
    }

    /// Short names are near to everything: of three letters two may be swapped, shorter ones are what they are.
    static func nearest(to name: String, among names: [String]) -> String? {
        guard name.count > 3 else {
            return name.count < 3 ? nil : NearestName.nearest(to: name, among: names.filter { $0.sorted() == name.sorted() })
        }
        return NearestName.nearest(to: name, among: names.filter { $0.count > 2 })
    }

    private func hint(forAbsent message: String) -> String? {
        for kind in ["global", "field", "method"] {
            guard let start = message.range(of: "(\(kind) '"), let name = message[start.upperBound...].split(separator: "'").first
            else { continue }
            if kind == "global" { return hint(forGlobal: String(name)) }
            return typed?.hint(forMember: String(name)) ?? hint(forLibraryMember: String(name))
        }
        return nil
    }

    /// `container:name()`
    private func hint(forCalledProperty message: String) -> String? {
        guard let match = message.firstMatch(of: #/attempt to call an? \w+ value \((?:method|field) '(\w+)'\)/#) else { return nil }
        let name = String(match.1)
        let isProperty = state.classes.contains { $0.properties.contains { $0.name == name } }
        return isProperty ? "'\(name)' is a property: write object.\(name), without parentheses." : nil
    }

    private static let libraries = ["coroutine", "debug", "io", "math", "os", "package", "string", "table", "utf8"]

    /// Of Lua's own libraries, and so of what strings have after a colon.
    private func hint(forLibraryMember name: String) -> String? {
        var owners: [String: String] = [:]
        for library in Self.libraries.reversed() {
            for member in names(in: state.rawField(LuaBytes(library), of: state.globals)) { owners[member] = library }
        }
        guard owners[name] == nil, let nearest = Self.nearest(to: name, among: Array(owners.keys)), let owner = owners[nearest]
        else { return nil }
        return "Did you mean '\(owner).\(nearest)'?"
    }

    private func names(in table: LuaValue) -> [String] { state.rawFields(of: table).compactMap(\.name.string).sorted() }
}
