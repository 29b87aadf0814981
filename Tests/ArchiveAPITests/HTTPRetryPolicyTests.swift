import Testing

@testable import ArchiveAPI

@Suite struct HTTPRetryPolicyTests {
    @Test("Pauses double up to a limit, and are anything up to that")
    func doubling() {
        var policy = RetryPolicy()
        policy.random = { 1 }
        let limits: [Duration] = [0.5, 1, 2, 4, 8, 16, 32, 32, 32].map { Duration.seconds($0) }
        for (failures, limit) in limits.enumerated() {
            #expect(policy.delay(afterFailures: failures + 1) == limit)
        }
        #expect(policy.delay(afterFailures: 1_000_000) == .seconds(32))
        policy.random = { 0.25 }
        #expect(policy.delay(afterFailures: 3) == .milliseconds(500))
        policy.random = { 0 }
        #expect(policy.delay(afterFailures: 3) == .zero)
    }

    @Test("A pause that the server asks for is never cut short by luck")
    func askedFor() {
        var policy = RetryPolicy()
        policy.random = { 0 }
        #expect(policy.delay(afterFailures: 1, retryAfter: " 3 ") == .seconds(3))
        #expect(policy.delay(afterFailures: 1, retryAfter: "1e300") == .seconds(60))
    }

    @Test(
        "Dates of HTTP",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Fri, 01 Mar 2024 00:00:01 GMT", 1_709_251_201), ("Mon, 23 Nov 2026 22:40:24 GMT", 1_795_473_624),
        ])
    func dates(text: String, seconds: Double) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(
        "What is none",
        arguments: ["", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "1994-11-06T08:49:37Z"])
    func noDates(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }
}
