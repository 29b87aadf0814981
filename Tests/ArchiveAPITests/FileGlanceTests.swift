import Locking
import Testing

@testable import ArchiveAPI
@testable import TestSupport

/// Both ends of texts and tables.
@Suite struct FileGlanceTests {
    private let long = (1...50_000).map { "line \($0)\n" }.joined()

    @Test func linesOfText() async throws {
        let file = LookedAt("one\r\ntwo\n\nfour")
        #expect(try await file.head().lines == ["one", "two", "", "four"])
        #expect(try await file.head(2).lines == ["one", "two"])
        #expect(try await file.tail(2).lines == ["", "four"])
        #expect(try await file.tail().lines == ["one", "two", "", "four"])
        let head = try await file.head()
        #expect(head.format == .text && head.encoding == "utf-8")
        #expect(try await LookedAt("").head().format == .empty)
        #expect(try await LookedAt("\n").tail().lines == [""])
    }

    @Test(arguments: [1, 10, 1000, 9_999, 49_999, 50_000, .max]) func asManyLinesAsAreWanted(count: Int) async throws {
        let file = LookedAt(long)
        let found = min(count, 50_000)
        #expect(try await file.head(count).lines == (1...found).map { "line \($0)" })
        #expect(try await file.tail(count).lines == (50_001 - found...50_000).map { "line \($0)" })
    }

    @Test func onlyAFewBytesAreFetched() async throws {
        let head = LookedAt(long)
        _ = try await head.head()
        #expect(head.ranges == [0..<16_384])
        let tail = LookedAt(long)
        _ = try await tail.tail()
        #expect(tail.ranges.map(\.count) == [16_384, 16_384])
    }

    @Test func lessThanOneLineIsAnError() async throws {
        await #expect(throws: ArchiveError.self) { try await LookedAt("x").head(0) }
        await #expect(throws: ArchiveError.self) { try await LookedAt("x").tail(-1) }
    }

    @Test func aLineWithoutEndIsCut() async throws {
        let file = LookedAt(String(repeating: "é", count: 1_000_000))
        for glance in [try await file.head(), try await file.tail()] {
            #expect(glance.lines == [String(repeating: "é", count: TextLines.longest / 2) + "…"])
            #expect(glance.note == "only 80 kB were read: the lines are long")
        }
        #expect(file.ranges.reduce(0) { $0 + $1.count } < 400_000)
    }

    @Test(arguments: [
        ([0xEF, 0xBB, 0xBF] + Array("né\n".utf8), "utf-8"), ([0x6E, 0xE9, 0x6E, 0x6E, 0x0A], "latin-1"),
        ([0x93, 0x6E, 0x6E, 0x6E, 0x6E, 0x6E, 0x94, 0x0A], "cp1252"),
        ([0xFF, 0xFE, 0x6E, 0, 0xE9, 0, 0x0A, 0], "utf-16le"), ([0xFE, 0xFF, 0, 0x6E, 0, 0xE9, 0, 0x0A], "utf-16be"),
    ] as [([UInt8], String)])
    func encodings(bytes: [UInt8], encoding: String) async throws {
        let text = ["utf-8": "né", "latin-1": "nénn", "cp1252": "“nnnnn”", "utf-16le": "né", "utf-16be": "né"][encoding] ?? ""
        let file = LookedAt(bytes)
        for glance in [try await file.head(), try await file.tail()] {
            #expect(glance.lines == [text] && glance.encoding == encoding)
        }
    }

    @Test func theEndOfUTF16IsFoundByCharacters() async throws {
        let units = Array((1...20_000).map { "é\($0)\n" }.joined().utf16)
        let file = LookedAt([0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(try await file.tail(2).lines == ["é19999", "é20000"])
    }

    @Test func aCharacterThatIsCutIsNoReasonToTakeTextForAnother() async throws {
        for shift in 0..<4 {
            let text = String(repeating: "x", count: shift) + String(repeating: "日本語\n", count: 10_000)
            let file = LookedAt(text)
            #expect(try await file.head(3).encoding == "utf-8")
            #expect(try await file.tail(2).lines == ["日本語", "日本語"])
        }
    }

    @Test func tables() async throws {
        let file = LookedAt("name,note\r\n\"a, b\",\"say \"\"hi\"\"\nthere\"\r\nc,\n", name: "x.csv")
        let head = try await file.head()
        #expect(head.format == .csv && head.columns == ["name", "note"])
        #expect(head.rows == [["a, b", "say \"hi\"\nthere"], ["c", ""]])
        #expect(try await file.head(1).rows == [["a, b", "say \"hi\"\nthere"]])
        #expect(try await file.tail(1).rows == [["c", ""]])
        let tabs = try await LookedAt("a\tb\n1\t\"x\n", name: "x.TSV").head()
        #expect(tabs.format == .tsv && tabs.rows == [["1", "\"x"]])
        #expect(try await LookedAt("a;b\n1,5;2\n", name: "x.csv").head().rows == [["1,5", "2"]])
        let typed = LookedAt(Array("a,b\n1,2\n".utf8), name: "x", contentType: "text/csv; charset=utf-8")
        #expect(try await typed.head().format == .csv)
        #expect(try await LookedAt("only,names", name: "x.csv").tail().columns == ["only", "names"])
    }

    /// The window on the end may begin anywhere: within quotes, between two, after a line break that is part of a field.
    @Test func theLastRowsAreRowsWhereverTheWindowBegins() async throws {
        for padding in stride(from: 0, to: 40, by: 3) {
            var text = "id,text,more\n"
            for row in 0..<3_000 { text += "\(row),\"one, two\nthree \"\"four\"\"\nfive\",x\n" }
            text += "last,\(String(repeating: "p", count: padding)),x\n"
            let tail = try await LookedAt(text, name: "x.csv").tail(2)
            #expect(tail.columns == ["id", "text", "more"])
            #expect(tail.rows == [["2999", "one, two\nthree \"four\"\nfive", "x"], ["last", String(repeating: "p", count: padding), "x"]])
        }
    }

    @Test func packedTables() async throws {
        let file = LookedAt(SampleFiles.gzip(Array(("a,b\n" + long.replacing(" ", with: ",")).utf8)), name: "x.csv.gz")
        let head = try await file.head(3)
        #expect(head.format == .csv && head.columns == ["a", "b"] && head.rows == [["line", "1"], ["line", "2"], ["line", "3"]])
        #expect(file.ranges == [0..<16_384])
        let tail = try await file.tail(1)
        #expect(tail.format == .gzip && tail.note != nil)
    }

    @Test func packedInSeveralPieces() async throws {
        let pieces = SampleFiles.gzip(Array("one\n".utf8)) + SampleFiles.gzip(Array("two\n".utf8)) + [0, 0, 0]
        #expect(try await LookedAt(pieces).head().lines == ["one", "two"])
    }

    /// A few kilobytes that would be gigabytes.
    @Test func nothingUnpacksWithoutEnd() throws {
        let block: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xEC, 0xC1, 0x01, 0x01, 0, 0, 0, 0x80, 0x90, 0xFE, 0xAF, 0xEE, 0x08, 0x0A]
        let bomb = block + [UInt8](repeating: 0, count: 100_000)
        #expect(Gunzip.beginning(of: bomb, limit: 1_000_000).bytes.count == 1_000_000)
    }

    @Test func hexDumpsBeginAtMultiplesOf16() async throws {
        let bytes = [UInt8](repeating: 0, count: 40)
        #expect(try await LookedAt(bytes).head(1).content == .bytes([UInt8](repeating: 0, count: 16), offset: 0))
        #expect(try await LookedAt(bytes).tail(2).content == .bytes([UInt8](repeating: 0, count: 24), offset: 16))
        #expect(try await LookedAt(bytes).tail().content == .bytes(bytes, offset: 0))
    }

    /// Ten gigabytes on a server that makes the bytes it is asked for, and counts them.
    @Test func aHugeFileIsLookedAtByAFewRequests() async throws {
        let size: Int64 = 10_000_000_000
        let sent = Locked(0)
        let server = try FaultServer { request in
            var headers = [("Content-Type", "text/plain"), ("ETag", "e"), ("X-Timestamp", "1.0")]
            guard let range = request.header("Range")?.dropFirst("bytes=".count).split(separator: "-").compactMap({ Int64($0) }),
                range.count == 2
            else { return .bytes(200, headers, [], length: Int(size)) }
            // Each line has ten bytes, the last of them its end.
            let body = (range[0]...range[1]).map { $0 % 10 == 9 ? UInt8(ascii: "\n") : UInt8(ascii: "0") + UInt8($0 / 10 % 10) }
            sent.withLock { $0 += body.count }
            headers.append(("Content-Range", "bytes \(range[0])-\(range[1])/\(size)"))
            return .bytes(206, headers, body)
        }
        let container = try await PublicContainer.open(server.url("/v1/AUTH_a/c"), http: HTTPClient())
        #expect(try await container.head("f", 2).lines == ["000000000", "111111111"])
        #expect(try await container.tail("f", 2).lines == ["888888888", "999999999"])
        #expect(server.requests.map(\.method) == ["HEAD", "GET", "HEAD", "GET", "GET"])
        #expect(sent.withLock(\.self) < 60_000)
    }
}
