import LuaBridge

/// A list of records as Lua has it: tables with names, objects of the archive, or lists of cells.
struct RecordsArgument: LuaArgument {
    let list: LuaValue

    static let luaTypeName = "list of records"
    static let luaIsData = true
    static func luaClaims(_ table: LuaView) -> Bool { true }

    static func luaRead(_ view: LuaView) throws -> RecordsArgument {
        guard view.isTable else { throw LuaTypeMismatch(RecordsArgument.self, view) }
        guard view.count > 0 || view.isEmptyTable else {
            throw LuaTypeMismatch(expected: luaTypeName, got: "table without a first element")
        }
        return RecordsArgument(list: try view.value())
    }
}

/// Records as rows and columns.
struct RecordList {
    /// The names of the columns; nil for lists of cells that were given none.
    let columns: [String]?
    let rows: [[LuaValue]]

    /// - Parameter function: whose argument it is, for errors.
    /// - Throws: `LuaUsageError` for what is no record, and whatever reading a property raises.
    init(_ records: RecordsArgument, columns given: [String], function: String, in state: LuaState) throws {
        let elements = try state.view(records.list) { view in
            try (0..<view.count).map { try view.element($0 + 1) { try $0.value() } }
        }
        var found = Columns()
        for (offset, element) in elements.enumerated() {
            do {
                try state.view(element) { try found.add($0) }
            } catch let refusal as Columns.Refusal {
                throw LuaUsageError("\(function): record \(offset + 1) \(refusal.reason)")
            }
        }
        guard found.isLists else {
            let columns = given.isEmpty ? found.names : given
            self.columns = columns.isEmpty ? nil : columns
            rows = columns.isEmpty ? [] : try elements.map { element in try columns.map { try state.field($0, of: element) } }
            return
        }
        let width = given.isEmpty ? found.widest : given.count
        guard found.widest <= width else {
            throw LuaUsageError("\(function): there are \(width) columns, and a record with \(found.widest) cells")
        }
        columns = given.isEmpty ? nil : given
        rows = try elements.map { element in
            try state.view(element) { view in try (0..<width).map { try view.element($0 + 1) { try $0.value() } } }
        }
    }

    /// What the records have in common: their names, or that they are lists.
    private struct Columns {
        struct Refusal: Error { let reason: String }

        /// Of objects in the order of their class, as far as they are no objects themselves.
        private var ofObjects: [String] = []
        private var ofTables: Set<String> = []
        private(set) var widest = 0
        private var hasNames = false

        var isLists: Bool { widest > 0 }
        /// The names of tables have no order of their own: they are sorted.
        var names: [String] {
            ofObjects + ofTables.subtracting(ofObjects).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }

        mutating func add(_ record: LuaView) throws {
            if record.isTable, !record.isClassTable {
                if record.count > 0 { widest = max(widest, record.count) } else { hasNames = true }
                try record.forEachEntry { key, _ in
                    let isName = key.string != nil
                    guard isName != (record.count > 0) else { throw Refusal(reason: "has the key \(key.described)") }
                    if let name = key.string { ofTables.insert(name) }
                }
            } else {
                let names = record.propertyNames
                guard !names.isEmpty else { throw Refusal(reason: "is no record, but: \(record.described)") }
                hasNames = true
                for name in names where !ofObjects.contains(name) {
                    if try record.property(name, ObjectName.text) == .some(.none) { ofObjects.append(name) }
                }
            }
            if hasNames, widest > 0 { throw Refusal(reason: "is not of the kind of the first: a list beside tables with names") }
        }
    }
}
