import ArchiveAPI
import LuaBridge

/// A plan as a script gets it: the list of its changes; what belongs to all of them shows when it is asked for by name.
struct PlanResult: LuaResult {
    let plan: Plan

    static var luaTypeName: String { "list of tables" }

    func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(list: plan.changes.count)
        for (index, change) in plan.changes.enumerated() {
            try stack.pushTable(fields: 7)
            try set("effect", change.effect.rawValue, stack)
            try set("operation", change.operation, stack)
            try set("project", plan.projectName(change.project), stack)
            try set("container", change.container, stack)
            if let object = change.object { try set("object", object, stack) }
            if case .copy(let source, _, _) = change.action { try set("source", source.description, stack) }
            try set("bytes", change.bytes, stack)
            try stack.setElement(index + 1)
        }
        let sums = plan.sums
        let rest = try stack.state.makeTable(fields: [
            ("counts", Dictionary(uniqueKeysWithValues: sums.map { ($0.effect.rawValue, $0.count) })),
            ("bytes", Dictionary(uniqueKeysWithValues: sums.map { ($0.effect.rawValue, $0.bytes) })),
        ])
        // Who is shown the value was shown the plan.
        let shown = "{--[[ \(HumanCount.text(Int64(plan.changes.count), "planned change")) ]]}"
        try stack.setMetatable(try stack.state.makeTable(fields: [("__index", rest), (Printer.shownField, shown)]))
    }

    private func set(_ name: String, _ value: some LuaResult, _ stack: LuaStack) throws {
        try value.luaPush(to: stack)
        try stack.setField(name)
    }
}
