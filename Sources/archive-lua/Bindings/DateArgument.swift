import ArchiveAPI
import Glibc
import LuaBridge

/// A point in time as Lua writes it: ISO 8601 (UTC where it names no zone), a number as `os.time()` gives
/// it, or a table as `os.date("*t")` gives it (in local time, as there).
struct DateArgument: LuaArgument {
    /// Since 1970, in UTC.
    let seconds: Double

    static var luaTypeName: String { "date" }

    static func luaRead(_ view: LuaView) throws -> DateArgument {
        if let number = view.number, number.isFinite { return DateArgument(seconds: number) }
        if let seconds = view.string.flatMap({ try? Timestamp.parse($0) }) { return DateArgument(seconds: seconds) }
        if view.isTable, let date = try localDate(view) { return date }
        throw LuaTypeMismatch(
            expected: luaTypeName, got: view.described,
            hint: "Write it as \"2019-06-01\" or \"2019-06-01T12:30:00Z\", as os.time() or as os.date(\"*t\").")
    }

    static func luaClaims(_ table: LuaView) -> Bool {
        (try? table.field("year") { $0.integer != nil }) ?? false
    }

    /// As `os.time(table)` reads it: noon where there is no hour.
    private static func localDate(_ view: LuaView) throws -> DateArgument? {
        func part(_ name: String, or absent: Int?) throws -> Int32? {
            try view.field(name) { $0.isNil ? absent : $0.integer }.flatMap { Int32(exactly: $0) }
        }
        guard let year = try part("year", or: nil), let month = try part("month", or: nil),
            let day = try part("day", or: nil), let hour = try part("hour", or: 12),
            let minute = try part("min", or: 0), let second = try part("sec", or: 0),
            (1...9999).contains(year), (-1000...1000).contains(month)
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        parts.tm_isdst = try view.field("isdst") { $0.boolean.map { $0 ? 1 : 0 } ?? -1 }
        return DateArgument(seconds: Double(mktime(&parts)))
    }
}
