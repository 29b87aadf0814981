import Foundation

/// What a `FaultProxy` does to one request. Places are taken modulo what there is, so that any number is a place.
enum Fault: Sendable {
    /// The proxy answers in the service's stead, which sees nothing.
    case refuse(Int, retryAfter: Int? = nil)
    /// So many bytes of the request, its head among them, reach the service; then both connections are reset.
    case cutRequest(at: Int)
    /// The service does what it is asked, and so many bytes of its answer, its head among them, arrive.
    case cutAnswer(at: Int, reset: Bool)
    /// One bit of the request's body is another one.
    case flipRequest(at: Int)
    /// One bit of the answer's body is another one.
    case flipAnswer(at: Int)
    /// The service does what it is asked; its answer never comes.
    case silence
    /// The answer's body is another one, and `Content-Length` says so.
    case rewrite(@Sendable ([UInt8]) -> [UInt8])

    /// The service did its work, and the client does not hear of it.
    static let loseAnswer = Fault.cutAnswer(at: 0, reset: true)
    /// An answer that is whole to look at, with fewer bytes than the object has.
    static func shorten(by count: Int) -> Fault { .rewrite { $0.dropLast(max(1, min(count, $0.count))) } }

    /// No fault: the service's `/info` says that it takes objects of one megabyte at most, so that files of a few are
    /// large objects.
    static let smallObjects = Fault.rewrite { body in
        var all = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        var swift = all["swift"] as? [String: Any] ?? [:]
        swift["max_file_size"] = 1 << 20
        all["swift"] = swift
        return (try? JSONSerialization.data(withJSONObject: all)).map { Array($0) } ?? []
    }
}

/// Numbers that look random and follow from a seed and from what they are for: however threads run, the same
/// seed makes the same faults.
struct FaultSeed: Sendable, CustomStringConvertible {
    let value: UInt64
    var description: String { String(value) }

    /// That of all tests of this run. `ARCHIVE_LUA_FAULT_SEED` repeats what an earlier run printed.
    static let ofThisRun = FaultSeed(
        value: ProcessInfo.processInfo.environment["ARCHIVE_LUA_FAULT_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...0xFFFF_FFFF))

    /// A number for a purpose; never negative.
    func number(_ purpose: String) -> Int {
        var hash = value ^ 0xcbf2_9ce4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // The last step of SplitMix64: nearby purposes get numbers that have nothing to do with each other.
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        return Int((hash ^ hash >> 31) >> 1)
    }

    /// True for one purpose of so many.
    func hits(_ purpose: String, oneOf count: Int) -> Bool { number("hit " + purpose) % count == 0 }
}
