/// A value that is worked out at its first use and then remembered; a failure is not.
///
/// Callers at the same time may both work it out: that is for values which cost one harmless request.
actor Remembered<Value: Sendable> {
    private var known: Value?

    func value(_ find: @Sendable () async throws -> Value) async rethrows -> Value {
        if let known { return known }
        let value = try await find()
        known = value
        return value
    }
}
