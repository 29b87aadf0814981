import ArchiveAPI
import Foundation

/// Writes the annotations where an editor finds them.
enum AnnotationsFile {
    private static let name = "archive_lua.lua"

    /// Writes the file into a folder, which is made where there is none, and returns its path.
    ///
    /// - Throws: `exists` where a file of that name is not one of ours, `local_file` where the disk refuses.
    static func write(to directory: String) throws -> String {
        let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
        if PathKind(of: path) != .absent {
            let old = FileManager.default.contents(atPath: path) ?? Data()
            guard old.starts(with: Data("\(AnnotationsText.firstLine)\n\(AnnotationsText.mark)\n".utf8)) else {
                throw ArchiveError(
                    .exists, "'\(path)' is there, and was not made by --annotations", hint: "Move it away, or name another directory.",
                    path: path)
            }
        }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try Data(AnnotationsText.text(of: .current).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw ArchiveError(.localFile, "could not write '\(path)': \(error.localizedDescription)", path: path)
        }
        return path
    }
}
