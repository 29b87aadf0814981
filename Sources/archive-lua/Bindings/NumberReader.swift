import ArchiveAPI
import Glibc
import LuaBridge

/// Reads a numeral from a file, as Lua's own `read("n")`: the longest prefix that can begin one, at most 200
/// characters; nil where that is no number.
struct NumberReader {
    private let handle: ObjectHandle
    private var text: [UInt8] = []
    private static let longest = 200

    static func read(from handle: ObjectHandle) async throws -> LuaValue {
        var reader = NumberReader(handle: handle)
        return try await reader.read()
    }

    private init(handle: ObjectHandle) { self.handle = handle }

    private mutating func read() async throws -> LuaValue {
        while let byte = try await handle.peek(), isspace(Int32(byte)) != 0 { await handle.advance(1) }
        _ = try await accept("+-")
        var digits = 0
        var isHexadecimal = false
        if try await accept("0") {
            if try await accept("xX") { isHexadecimal = true } else { digits = 1 }
        }
        digits += try await acceptDigits(isHexadecimal)
        if try await accept(".") { digits += try await acceptDigits(isHexadecimal) }
        if digits > 0, try await accept(isHexadecimal ? "pP" : "eE") {
            _ = try await accept("+-")
            _ = try await acceptDigits(false)
        }
        return text.count > Self.longest ? .nil : Self.value(text)
    }

    /// Takes the next character if it is one of these.
    private mutating func accept(_ characters: StaticString) async throws -> Bool {
        guard let byte = try await handle.peek(), text.count <= Self.longest else { return false }
        guard characters.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        text.append(byte)
        await handle.advance(1)
        return true
    }

    private mutating func acceptDigits(_ hexadecimal: Bool) async throws -> Int {
        var count = 0
        while try await accept(hexadecimal ? "0123456789abcdefABCDEF" : "0123456789") { count += 1 }
        return count
    }

    /// The value of a numeral: integers wrap in hexadecimal and become floats in decimal where they are too
    /// large.
    static func value(_ text: [UInt8]) -> LuaValue {
        let string = String(decoding: text, as: UTF8.self).lowercased()
        let isNegative = string.hasPrefix("-")
        let magnitude = string.drop { $0 == "-" || $0 == "+" }
        if magnitude.hasPrefix("0x") {
            let digits = magnitude.dropFirst(2)
            if !digits.isEmpty, digits.allSatisfy(\.isHexDigit) {
                let value = digits.reduce(UInt64(0)) { $0 &* 16 &+ UInt64($1.hexDigitValue ?? 0) }
                return .integer(Int(truncatingIfNeeded: isNegative ? 0 &- value : value))
            }
        } else if let value = Int(string) {
            return .integer(value)
        }
        return string.withCString { start in
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(start, &end)
            guard let end, UnsafePointer(end) == start + string.utf8.count, !string.isEmpty else { return .nil }
            return .number(value)
        }
    }
}
