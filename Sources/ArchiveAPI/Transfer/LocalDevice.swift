import Foundation

/// What looks like a file and is none: devices, and what the kernel tells of processes and lets be changed in them.
enum LocalDevice {
    /// Whether an open descriptor leads to such.
    static func holds(_ opened: LocalDescriptor) throws -> Bool {
        holds(try LocalDisk.status(of: opened))
    }

    static func holds(_ status: stat) -> Bool {
        [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT) || kernels.contains(status.st_dev)
    }

    private static let kinds: Set<Substring> = [
        "proc", "sysfs", "debugfs", "tracefs", "cgroup", "cgroup2", "securityfs", "bpf", "pstore", "configfs", "selinuxfs", "efivarfs",
        "mqueue", "fusectl", "binfmt_misc", "resctrl", "nfsd", "rpc_pipefs", "smackfs",
    ]

    /// The devices of the kernel's own file systems, as they are mounted.
    private static let kernels: Set<dev_t> = {
        guard let text = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
            // Without a list of mounts there is hardly more than this.
            return Set(["/proc", "/sys"].compactMap(device))
        }
        var devices: Set<dev_t> = []
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let mark = fields.firstIndex(of: "-"), mark + 1 < fields.count, kinds.contains(fields[mark + 1]), fields.count > 4 else { continue }
            let numbers = fields[2].split(separator: ":").compactMap { UInt64($0) }
            if numbers.count == 2 { devices.insert(dev_t(number(numbers[0], numbers[1]))) }
        }
        return devices
    }()

    private static func device(_ path: String) -> dev_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_dev : nil
    }

    /// As `makedev` of the C library, which is a macro.
    private static func number(_ major: UInt64, _ minor: UInt64) -> UInt64 {
        (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12
    }
}
