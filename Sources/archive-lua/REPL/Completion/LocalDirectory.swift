import Dispatch
import Glibc

/// What lies in a local directory, for completion.
enum LocalDirectory {
    private struct Unreadable: Error {}

    /// At most so many names are looked at.
    private static let most = 10_000

    /// The names in a directory, each with the directory before it. On a thread of its own: a network's file system
    /// may not answer.
    static func names(in directory: [UInt8]) async throws -> NameList {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try read(directory) }) }
        }
    }

    private static func read(_ directory: [UInt8]) throws -> NameList {
        guard let stream = opendir(cString(directory.isEmpty ? [UInt8(ascii: ".")] : directory)) else { throw Unreadable() }
        defer { closedir(stream) }
        var list = NameList()
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            guard list.names.count < most else {
                list.isCut = true
                break
            }
            let isDirectory = isDirectory(directory + name, Int32(entry.pointee.d_type))
            list.names.append(.init(bytes: directory + name + (isDirectory ? [UInt8(ascii: "/")] : []), isDirectory: isDirectory))
        }
        return list
    }

    private static func isDirectory(_ path: [UInt8], _ type: Int32) -> Bool {
        if type == Int32(DT_DIR) { return true }
        guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return false }
        var status = stat()
        return stat(cString(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func cString(_ bytes: [UInt8]) -> [CChar] { bytes.map(CChar.init(bitPattern:)) + [0] }
}
