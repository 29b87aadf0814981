import ArchiveAPI
import Locking

/// What this run may do: everything, until it is told to read only. There is no way back.
final class SessionPermit: Permit {
    private let readOnly: Locked<ReadOnlyPermit?>

    init(readOnly: Bool) {
        self.readOnly = Locked(
            readOnly ? ReadOnlyPermit(hint: "Start archive-lua without --read-only to make changes.") : nil)
    }

    var isReadOnly: Bool { readOnly.withLock { $0 != nil } }

    func becomeReadOnly() {
        readOnly.withLock { permit in
            if permit == nil {
                permit = ReadOnlyPermit(hint: "read_only() holds until the end: start archive-lua anew to make changes.")
            }
        }
    }

    func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        try readOnly.withLock(\.self)?.check(effect, project: project, container: container, object: object)
    }
}
