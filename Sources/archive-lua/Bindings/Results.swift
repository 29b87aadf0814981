import ArchiveAPI
import LuaBridge

/// A size: an integer where it counts bytes, a float where it was converted.
extension Quantity: LuaResult {
    public static var luaTypeName: String { "number" }

    public func luaPush(to stack: LuaStack) {
        switch self {
        case .whole(let value): stack.push(Int(value))
        case .fraction(let value): stack.push(value)
        }
    }
}

/// Values in a table by their names. Names are bytes: a Swift dictionary would take two forms of one text for one.
struct ByName<Value: LuaResult>: LuaResult {
    private let values: [(name: String, value: Value)]

    init(_ values: [(name: String, value: Value)]) { self.values = values }

    static var luaTypeName: String { "table of \(Value.luaTypeName)s by name" }

    func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: values.count)
        for (name, value) in values {
            try value.luaPush(to: stack)
            try stack.setField(name)
        }
    }
}

/// The container of a File: a Container or a PublicContainer.
struct ContainerResult: LuaResult {
    let container: any ReadableContainer

    static var luaTypeName: String { "Container or PublicContainer" }

    func luaPush(to stack: LuaStack) throws {
        switch container {
        case let container as Container: try container.luaPush(to: stack)
        case let container as PublicContainer: try container.luaPush(to: stack)
        default: stack.pushNil()
        }
    }
}

extension Segment: LuaResult {
    public static var luaTypeName: String { "table" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 6)
        for (name, text) in [("container", address?.container), ("name", address?.name), ("hash", etag), ("range", range)] {
            guard let text else { continue }
            try stack.push(text)
            try stack.setField(name)
        }
        stack.push(Int(bytes))
        try stack.setField("bytes")
        stack.push(isManifest)
        try stack.setField("large_object")
    }
}

extension AccessControl: LuaResult {
    public static var luaTypeName: String { "table {read = list, write = list}" }
    public func luaPush(to stack: LuaStack) throws { try ["read": read, "write": write].luaPush(to: stack) }
}

/// The list of the paths; the rest of the report shows when it is asked for by name.
extension TransferReport: LuaResult {
    public static var luaTypeName: String { "list of strings" }

    public func luaPush(to stack: LuaStack) throws {
        try paths.luaPush(to: stack)
        try stack.pushTable(fields: 14)
        try set("left", left, stack)
        try set("unchecked", unchecked, stack)
        try sync?.luaSet(in: stack)
        try fixity?.luaSet(in: stack)
        try set("done", done, stack)
        try set("skipped", skipped, stack)
        try set("failed", failed, stack)
        try set("bytes", bytes, stack)
        try set("seconds", seconds, stack)
        try stack.setFallback()
    }
}

/// What became of a directory that was copied or moved.
struct TreeResult: LuaResult {
    let report: TransferReport

    static var luaTypeName: String { "table {copied = list, skipped = list}" }

    func luaPush(to stack: LuaStack) throws {
        try ["copied": report.done, "skipped": report.skipped].luaPush(to: stack)
        try set("failed", report.failed, stack)
        try set("bytes", report.bytes, stack)
        try set("seconds", report.seconds, stack)
    }
}

extension SyncSummary {
    fileprivate func luaSet(in stack: LuaStack) throws {
        try set("deleted", deleted, stack)
        try set("left", left, stack)
        try set("unmatched", unmatched, stack)
        try set("plan", plan, stack)
    }
}

extension SyncAction: LuaResult {
    public static var luaTypeName: String { "table {action = string, path = string, bytes = integer, reason = string}" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 4)
        try set("action", kind.rawValue, stack)
        try set("path", path, stack)
        try set("bytes", bytes, stack)
        try set("reason", reason, stack)
    }
}

extension FixitySummary {
    fileprivate func luaSet(in stack: LuaStack) throws {
        try set("matching", matching, stack)
        try set("differing", differing, stack)
        try set("missing", missing, stack)
        try set("extra", extra, stack)
        try set("unchecked", unchecked, stack)
        try set("unmatched", unmatched, stack)
    }
}

extension Identity: LuaResult {
    public static var luaTypeName: String { "table" }

    public func luaPush(to stack: LuaStack) throws {
        try stack.pushTable(fields: 7)
        try set("user", user, stack)
        try set("user_id", userID, stack)
        try set("project", project, stack)
        try set("roles", roles, stack)
        guard let expires else { return }
        try set("expires", Int(expires), stack)
        let left = max(0, Int(expires - Clock.now))
        try set("seconds_left", left, stack)
        try set("left", HumanDuration.text(left), stack)
    }

}

private func set(_ name: String, _ value: some LuaResult, _ stack: LuaStack) throws {
    try value.luaPush(to: stack)
    try stack.setField(name)
}
