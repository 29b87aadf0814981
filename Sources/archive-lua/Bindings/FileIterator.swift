import ArchiveAPI
import LuaBridge

/// The iterator that `container:files()` gives to `for`.
struct FileIterator: LuaClass {
    let files: FileSequence

    static let luaName = "FileIterator"
    static let luaSummary = "The files of a container, one at each call; nil after the last."
    static var luaMembers: [LuaMember<FileIterator>] {
        [.call { (iterator: FileIterator) in try await iterator.files.next() }]
    }
}
