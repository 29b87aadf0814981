import Glibc
import Locking
import LuaBridge

/// What a recipe prints with: `print` and `io.write`.
///
/// Quoted as everything from outside is, also on its way into a file or a pipe: what is piped often ends on a
/// terminal after all, by `less` or by `cat`. For exact bytes there is `io.open`, with a declared name.
final class SandboxOutput: Sendable {
    /// -1 once nothing is printed any more.
    private let descriptor: Locked<Int32>

    init(_ descriptor: Int32) { self.descriptor = Locked(descriptor) }

    func close() { descriptor.withLock { $0 = -1 } }

    private func put(_ text: String) {
        let descriptor = descriptor.withLock(\.self)
        guard descriptor >= 0 else { return }
        ProgressDisplay.shared.hide()
        Screen.writeNow(text, to: descriptor)
    }

    var print: LuaFunction {
        .function(
            "print",
            withState: { [self] (state: LuaState, values: LuaMultiple) in
                put(try values.values.map { TerminalText.block(try state.tostring($0).bytes) }.joined(separator: "\t") + "\n")
            },
            .rest("values", "anything"),
            help: "Prints values, with tabs between them and a line break behind. Control characters show as escapes.")
    }

    var write: LuaFunction {
        .function(
            "write",
            withState: { [self] (state: LuaState, values: LuaMultiple) in
                let parts = try values.values.enumerated().map { offset, value in
                    guard value.bytes != nil || value.number != nil else {
                        let kind = try state.view(value) { $0.typeName }
                        throw LuaUsageError("io.write: argument \(offset + 1) must be a string or a number, got \(kind)")
                    }
                    return TerminalText.block(try state.tostring(value).bytes)
                }
                put(parts.joined())
            },
            .rest("values", "strings and numbers"),
            help: "Prints strings and numbers as they are. Control characters show as escapes.")
    }
}
