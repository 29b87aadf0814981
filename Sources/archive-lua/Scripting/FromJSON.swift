import ArchiveAPI
import LuaBridge

/// JSON on its way to Lua. Its lists are marked, so that an empty one is still a list when it is written again.
struct FromJSON: LuaResult {
    private let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    static let luaTypeName = LuaValue.luaTypeName

    func luaPush(to stack: LuaStack) throws {
        let mark = try stack.state.makeTable(fields: [(JSONWriter.typeField, JSONWriter.listType)])
        try push(value, to: stack, mark)
    }

    private func push(_ value: JSONValue, to stack: LuaStack, _ listMark: LuaValue) throws {
        switch value {
        case .null: try JSONNull().luaPush(to: stack)
        case .boolean(let value): stack.push(value)
        case .integer(let value): stack.push(Int(value))
        case .number(let value): stack.push(value)
        case .string(let value): try stack.push(value)
        case .list(let elements):
            try stack.pushTable(list: elements.count)
            for (offset, element) in elements.enumerated() {
                try push(element, to: stack, listMark)
                try stack.setElement(offset + 1)
            }
            try stack.setMetatable(listMark)
        case .object(let members):
            try stack.pushTable(fields: members.count)
            for (name, member) in members {
                try push(member, to: stack, listMark)
                try stack.setField(name)
            }
        }
    }
}
