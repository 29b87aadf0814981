import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// What a process that was confined opens, and what it does not.
@Suite struct LocalConfinementTests {
    /// A folder with a declared place, links in it that lead in and out, and something beside it.
    private struct Folder {
        let path: String
        let refusals = Locked<[String]>([])

        init() throws {
            let made = NSTemporaryDirectory() + "confined-\(UUID())"
            try FileManager.default.createDirectory(atPath: made + "/data/sub", withIntermediateDirectories: true)
            // As it really is: a temporary folder may be a link itself.
            let resolved = try #require(realpath(made, nil))
            defer { free(resolved) }
            path = String(cString: resolved)
            for (name, text) in [("data/a.txt", "inside"), ("secret.txt", "outside"), ("data/clouds.yaml", "token")] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
            }
            for (name, target) in [
                ("data/in", "a.txt"), ("data/sub/up", "../a.txt"), ("data/absolute", path + "/data/a.txt"), ("data/out", "../secret.txt"),
                ("data/etc", "/etc"), ("data/far", "sub/../../secret.txt"), ("data/loop", "loop"), ("declared", "data"), ("data/up", ".."),
                ("data/dangling", "new.txt"), ("data/beside", path + "/data-2"), ("data/yaml", "clouds.yaml"),
            ] {
                try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
            }
        }

        func confined(reads: [String] = [], writes: [String] = [], except: [String] = []) throws -> LocalConfinement {
            try LocalConfinement(
                reads: reads.map { path + "/" + $0 }, writes: writes.map { path + "/" + $0 }, except: except.map { path + "/" + $0 }
            ) { [refusals] access, path, _ in refusals.withLock { $0.append("\(access.rawValue) \(path)") } }
        }

        func text(_ name: String) -> String? {
            FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func read(_ name: String, _ folder: Folder, _ confined: LocalConfinement) -> String {
        do {
            let file = try confined.open(folder.path + "/" + name, O_RDONLY, for: [.read], mode: 0)
            var content = [UInt8](repeating: 0, count: 100)
            let count = try content.withUnsafeMutableBytes { try LocalDisk.read(into: $0, from: file, at: 0) }
            return String(decoding: content[..<count], as: UTF8.self)
        } catch let error as ArchiveError {
            return error.code.rawValue
        } catch {
            return String(cString: strerror((error as? LocalDiskFailure)?.code ?? 0))
        }
    }

    @Test(arguments: [
        ("data/a.txt", "inside"), ("data/in", "inside"), ("data/sub/up", "inside"), ("data/absolute", "inside"), ("data/./sub//../a.txt", "inside"),
        ("declared/a.txt", "not_permitted"), ("secret.txt", "not_permitted"), ("data/../secret.txt", "not_permitted"),
        ("data/out", "not_permitted"), ("data/far", "not_permitted"), ("data/etc/passwd", "not_permitted"), ("data/up/secret.txt", "not_permitted"),
        ("data/up/data/a.txt", "not_permitted"), ("data/beside/x", "not_permitted"), ("data-2/x", "not_permitted"),
        ("data/loop", "Too many levels of symbolic links"), ("data/none", "No such file or directory"), ("data/a.txt/x", "Not a directory"),
        ("data/clouds.yaml", "not_permitted"), ("data/yaml", "not_permitted"), ("data/new.yaml", "not_permitted"),
    ]) func opensOnlyWhatIsDeclared(name: String, found: String) throws {
        let folder = try Folder()
        let confined = try folder.confined(reads: ["data"], except: ["data/clouds.yaml", "data/new.yaml"])
        #expect(read(name, folder, confined) == found)
        #expect(folder.refusals.withLock(\.count) == (found == "not_permitted" ? 1 : 0))
    }

    /// By whatever name: of a file below a folder that is an exception, and of none that only has several.
    @Test func hardLinksOfExceptions() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.path + "/private/deep", withIntermediateDirectories: true)
        for (target, name) in [("secret.txt", "private/deep/secret.txt"), ("secret.txt", "data/linked"), ("data/a.txt", "data/twice")] {
            try FileManager.default.linkItem(atPath: folder.path + "/" + target, toPath: folder.path + "/" + name)
        }
        let confined = try folder.confined(reads: ["data"], except: ["private"])
        #expect(read("data/linked", folder, confined) == "not_permitted")
        #expect(read("data/twice", folder, confined) == "inside")
    }

    @Test func aDeclaredLinkIsWhatItLedTo() throws {
        let folder = try Folder()
        let confined = try folder.confined(reads: ["declared"])
        #expect(read("declared/a.txt", folder, confined) == "inside")
        #expect(read("data/a.txt", folder, confined) == "inside")
        // What it is changed to afterwards was not declared.
        try FileManager.default.removeItem(atPath: folder.path + "/declared")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/declared", withDestinationPath: "/etc")
        #expect(read("declared/passwd", folder, confined) == "No such file or directory")
    }

    @Test func whatIsNotThereYetIsMadeWithoutLinks() throws {
        let folder = try Folder()
        let confined = try folder.confined(writes: ["out/deep/report.csv", "data"])
        func make(_ name: String, directory: Bool = false) throws {
            _ = try confined.open(
                folder.path + "/" + name, directory ? O_RDONLY | O_DIRECTORY : O_WRONLY | O_CREAT, for: [.write], mode: 0o777, makesDirectories: directory)
        }
        try FileManager.default.createDirectory(atPath: folder.path + "/out/deep", withIntermediateDirectories: true)
        try make("out/deep/report.csv")
        #expect(folder.text("out/deep/report.csv") == "")
        #expect(throws: ArchiveError.self) { try make("out/deep/other.csv") }
        // Somebody puts a link where nothing was.
        try FileManager.default.removeItem(atPath: folder.path + "/out/deep/report.csv")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/out/deep/report.csv", withDestinationPath: "../../secret.txt")
        #expect(throws: ArchiveError.self) { try make("out/deep/report.csv") }
        try make("data/a/b/c", directory: true)
        try make("data/dangling")
        #expect(folder.text("data/new.txt") == "")
        #expect(throws: ArchiveError.self) { try make("data/up/x", directory: true) }
        #expect(throws: ArchiveError.self) { try make("data/out") }
        #expect(folder.text("secret.txt") == "outside")
    }

    @Test func readingAndWritingAreTwoThings() throws {
        let folder = try Folder()
        let confined = try folder.confined(writes: ["data"])
        #expect(read("data/a.txt", folder, confined) == "not_permitted")
        #expect(throws: ArchiveError.self) { try confined.check(folder.path + "/data", [.read, .write]) }
        try confined.check(folder.path + "/data/x", [.write])
        let error = #expect(throws: ArchiveError.self) { try confined.check("other.csv", [.write]) }
        #expect(error?.hint == "Its header would have to say: writes = [\"other.csv\"]")
    }

    @Test func allMayHaveToLieInOneFolder() throws {
        let folder = try Folder()
        func confine(_ name: String) throws {
            _ = try LocalConfinement(reads: [], writes: [folder.path + "/" + name], except: [], within: folder.path + "/data") { _, _, _ in }
        }
        for name in ["data", "data/new/x", "declared/x"] { try confine(name) }
        for name in ["", "data-2", "secret.txt", "data/out", "data/etc/x", "data/../x"] {
            #expect(throws: ArchiveError.self) { try confine(name) }
        }
    }

    @Test func anExceptionCannotBeDeclared() throws {
        let folder = try Folder()
        for name in ["data", "data/sub"] {
            #expect(throws: ArchiveError.self) { try folder.confined(reads: [name], except: ["data"]) }
        }
        // By another name it is the same file.
        try FileManager.default.linkItem(atPath: folder.path + "/data/clouds.yaml", toPath: folder.path + "/data/hard")
        #expect(read("data/hard", folder, try folder.confined(reads: ["data"], except: ["data/clouds.yaml"])) == "not_permitted")
    }
}
