import Foundation

/// A disk of a few kilobytes for one run of the program, in a name space of its own: real, and gone with it.
struct SmallDisk {
    /// Whether this machine lets its users mount a disk for themselves.
    static let isPossible: Bool = {
        guard let program = try? BuiltProgram() else { return false }
        return (try? SmallDisk().run(["-e", ""], in: program).status) == 0
    }()

    /// As `mount` wants it: its size, and whether it is read-only from the start.
    var options = "size=128k"
    /// What the shell does on it before the program starts, in the folder that holds `disk`.
    var preparation = ":"

    /// Runs the program in its home, where `disk` is the small disk. What is on it has to be looked at by the script.
    func run(_ arguments: [String], in program: BuiltProgram) throws -> BuiltProgram.Outcome {
        let script = "mkdir -p disk && mount -t tmpfs -o \(options) none disk && \(preparation) && exec \"$@\""
        return try program.run(
            ["--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, "sh", BuiltProgram.path] + arguments,
            program: "/usr/bin/unshare", name: "unshare")
    }
}
