import LuaBridge

/// A value as the text of a cell, unaltered: what is nil or null is empty, an object is told by its name.
struct RecordCell {
    let bytes: [UInt8]
    var isNumber = false

    /// nil for tables and functions, which no cell can hold.
    init?(_ value: LuaValue, in state: LuaState) throws {
        switch value {
        case .nil: bytes = []
        case .boolean(let value): bytes = Array(String(value).utf8)
        case .integer(let value):
            bytes = Array(String(value).utf8)
            isNumber = true
        case .number(let value):
            bytes = Array(value.description.utf8)
            isNumber = true
        case .string(let value): bytes = value.bytes
        case .userdata:
            if state.object(value) is JSONNull {
                bytes = []
            } else if let name = try state.view(value, ObjectName.text) {
                bytes = Array(name.utf8)
            } else {
                return nil
            }
        case .table, .function, .thread: return nil
        }
    }
}
