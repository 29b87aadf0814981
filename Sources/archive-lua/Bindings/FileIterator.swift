import ArchiveAPI
import LuaBridge

/// The iterator that `container:files()` gives to `for`.
struct FileIterator: LuaClass {
    let files: FileSequence

    static let luaName = "FileIterator"
    static let luaSummary = "The files of a container, one at each call; nil after the last."
    static var luaMembers: [LuaMember<FileIterator>] {
        [.call(ready: { $0.files.ready() }, { try await $0.files.next() })]
    }
}
