import Synchronization

/// How much local files have been read and written in this process: it only grows.
///
/// For who watches over work on other threads: hashing a large file takes long, and yet goes on.
public enum LocalActivity {
    private static let steps = Atomic<Int>(0)

    public static var count: Int { steps.load(ordering: .relaxed) }
    static func step() { steps.wrappingAdd(1, ordering: .relaxed) }
}
