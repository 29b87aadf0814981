import Testing

@testable import ArchiveAPI

@Suite struct ListFilterTests {
    private let entry = ObjectEntry(
        name: "a/Run 1.tar.gz", bytes: 1, contentType: "text/plain; charset=utf-8", hash: "", lastModified: "2019-06-01T12:00:00.000000")

    @Test func takesAllWithoutConditions() { #expect(ListFilter().matches(entry)) }

    @Test(arguments: [("text/plain", true), ("TEXT/Plain", true), ("text/plain; charset=utf-8", true), ("text/plain; charset=latin-1", false), ("text", false), ("image/png", false)])
    func comparesContentTypes(_ type: String, _ matches: Bool) {
        #expect(ListFilter(contentType: type).matches(entry) == matches)
    }

    @Test(arguments: [(".gz", true), ("gz", true), ("tar.gz", true), ("ar.gz", false), (".GZ", false), ("", true)])
    func comparesExtensions(_ ending: String, _ matches: Bool) {
        #expect(ListFilter(fileExtension: ending).matches(entry) == matches)
    }

    @Test func comparesTimesAndNames() throws {
        let time = try Timestamp.parse("2019-06-01T12:00:00")
        #expect(!ListFilter(newerThan: time).matches(entry))
        #expect(ListFilter(newerThan: time - 1, olderThan: time + 1).matches(entry))
        #expect(!ListFilter(olderThan: time).matches(entry))
        #expect(ListFilter(substring: "Run").matches(entry))
        #expect(!ListFilter(substring: "run").matches(entry))
    }
}
