import Testing

@testable import ArchiveAPI

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-02", 86_400), ("1970-01-01T00:00:01", 1), ("1970-01-01T00:00:01Z", 1),
        ("1970-01-01 00:01", 60), ("1970-01-01T02:00:00+02:00", 0), ("1969-12-31T23:30:00-0030", 0),
        ("1970-01-01T00:00:00.250", 0.25), ("2000-02-29", 951_782_400), ("2019-06-01T12:00:00+02", 1_559_383_200),
    ])
    func parses(_ text: String, _ seconds: Double) throws {
        #expect(try Timestamp.parse(text) == seconds)
    }

    @Test(arguments: ["", "yesterday", "2019", "2019-13-01", "2019-02-29", "2019-06-01T25:00", "2019-06-01T12:00:00+2", " 2019-06-01", "2019-06-01T12:61"])
    func refuses(_ text: String) {
        #expect { try Timestamp.parse(text) } throws: { ($0 as? ArchiveError)?.code == .usage }
    }

    @Test func writesAsListingsDo() throws {
        #expect(Timestamp.listing(951_782_400.25) == "2000-02-29T00:00:00.250000")
        #expect(Timestamp.listing(0.000_001) == "1970-01-01T00:00:00.000001")
        let text = "2019-06-01T12:34:56.123450"
        #expect(Timestamp.listing(try Timestamp.parse(text)) == text)
    }
}
