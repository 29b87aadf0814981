/// How many exchanges with one server are on the wire, and which wait for their turn, first come first served.
struct WaitingLine {
    var running = 0
    /// Those before `next` had their turn and are nil.
    private var submissions: [Submission?] = []
    private var next = 0

    var waiting: [Submission] { submissions[next...].compactMap { $0 } }

    mutating func append(_ submission: Submission) { submissions.append(submission) }

    mutating func popFirst() -> Submission? {
        while next < submissions.count {
            let submission = submissions[next]
            submissions[next] = nil
            next += 1
            if next == submissions.count || next >= 1024 {
                submissions.removeFirst(next)
                next = 0
            }
            if let submission { return submission }
        }
        return nil
    }

    /// Takes one out of the line; nil where it is not in it.
    mutating func remove(_ ticket: ExchangeTicket) -> Submission? {
        guard let index = submissions[next...].firstIndex(where: { $0?.ticket === ticket }) else { return nil }
        defer { submissions[index] = nil }
        return submissions[index]
    }
}
