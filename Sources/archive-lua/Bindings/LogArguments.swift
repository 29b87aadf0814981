import Logging
import LuaBridge

/// Where log messages go: nil for nowhere, `"screen"`, or a file.
enum LogLocation: LuaArgument {
    case off, screen
    case file(String)

    static var luaTypeName: String { "string or nil" }
    static var luaAcceptsNil: Bool { true }

    static func luaRead(_ view: LuaView) throws -> LogLocation {
        if view.isNil { return .off }
        guard let name = view.string, !name.isEmpty else {
            throw LuaTypeMismatch(expected: luaTypeName, got: view.described)
        }
        return name.lowercased() == "screen" ? .screen : .file(name)
    }

    var luaSpelling: String {
        switch self {
        case .off: "nil"
        case .screen: "\"screen\""
        case .file(let name): name.luaSpelling
        }
    }
}

/// A level by the reference's name.
struct LogLevel: LuaArgument {
    let level: Logger.Level

    static let info = LogLevel(level: .info)
    static let choices = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    static var luaTypeName: String { "string" }

    static func luaRead(_ view: LuaView) throws -> LogLevel {
        guard let level = LogDestination.level(named: try String.luaRead(view)) else { throw LuaTypeMismatch(choices, view) }
        return LogLevel(level: level)
    }

    var luaSpelling: String { "\"\(level == .info ? "INFO" : "\(level)".uppercased())\"" }
}
