import Testing

@testable import ArchiveAPI

@Suite struct TextEncodingTests {
    @Test(arguments: [
        ("utf-8", Array("Zürich".utf8)), ("latin-1", [90, 0xFC, 114, 105, 99, 104]), ("cp1252", [90, 0xFC, 114, 105, 99, 104]),
        ("UTF_16LE", [90, 0, 0xFC, 0, 114, 0, 105, 0, 99, 0, 104, 0]),
    ])
    func decodes(_ name: String, _ bytes: [UInt8]) throws {
        #expect(try TextEncoding.decode(bytes, from: name, path: "f") == Array("Zürich".utf8))
    }

    @Test func decodesMoreThanOneBufferful() throws {
        let bytes = [UInt8](repeating: 0xE9, count: 200_001)
        let text = try TextEncoding.decode(bytes, from: "latin-1", path: "f")
        #expect(String(decoding: text, as: UTF8.self) == String(repeating: "é", count: 200_001))
    }

    @Test(arguments: [("utf-8", [0x61, 0xFF], 1), ("ascii", [0x61, 0x62, 0xE9], 2), ("utf-16le", [0x61, 0, 0x00, 0xD8], 2), ("utf-8", [0xC3], 0)] as [(String, [UInt8], Int)])
    func saysWhereBytesAreNotValid(_ name: String, _ bytes: [UInt8], _ offset: Int) {
        #expect { try TextEncoding.decode(bytes, from: name, path: "f") } throws: {
            guard let error = $0 as? ArchiveError else { return false }
            return error.code == .decoding && error.message.contains("byte \(offset) ")
        }
    }

    @Test func refusesAnEncodingItDoesNotKnow() {
        #expect { try TextEncoding.decode([], from: "klingon", path: "f") } throws: { ($0 as? ArchiveError)?.code == .usage }
    }
}
