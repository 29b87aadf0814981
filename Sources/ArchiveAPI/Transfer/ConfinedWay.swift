import Foundation

/// The way down from a declared place: name by name from its open directory, each link looked at before it is
/// followed, so that none leads out, whoever changes the tree meanwhile.
struct ConfinedWay {
    enum Obstacle: Error { case leadsOutside, isException }

    private let root: LocalConfinement.Root
    private let exceptions: LocalExceptions
    private let makesDirectories: Bool
    /// The open directories from the anchor to where one is.
    private var way: [LocalDescriptor]
    /// The names that are still to be gone, the next one last.
    private var ahead: LocalConfinement.Names = []
    private var links = 0

    private static let mostLinks = 40

    init(_ root: LocalConfinement.Root, _ exceptions: LocalExceptions, makesDirectories: Bool) {
        self.root = root
        self.exceptions = exceptions
        self.makesDirectories = makesDirectories
        way = [root.anchor]
    }

    /// How many directories there are down to the declared one.
    private var floor: Int { root.below.count + 1 }
    private var here: LocalDescriptor { way[way.count - 1] }

    /// Opens what `rest` leads to from the declared place.
    consuming func open(_ rest: LocalConfinement.Names, _ flags: Int32, mode: mode_t) throws -> LocalDescriptor {
        ahead = (root.below + rest).reversed()
        while let name = ahead.popLast() {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                guard way.count > floor else { throw Obstacle.leadsOutside }
                way.removeLast()
                continue
            }
            let isLast = ahead.isEmpty
            if try exceptions.hold(name, in: here) { throw Obstacle.isException }
            guard let opened = try step(name, isLast ? flags : LocalDisk.lookingOnly | O_DIRECTORY, isLast ? mode : 0o777) else { continue }
            if try exceptions.hold(opened) { throw Obstacle.isException }
            if isLast { return opened }
            way.append(opened)
        }
        let opened = try LocalDisk.open(".", at: here.number, flags & ~(O_CREAT | O_EXCL), mode: mode)
        if try exceptions.hold(opened) { throw Obstacle.isException }
        return opened
    }

    /// One name further; nil where that is a link, whose names are ahead then.
    private mutating func step(_ name: [UInt8], _ flags: Int32, _ mode: mode_t) throws -> LocalDescriptor? {
        let isDirectory = flags & O_DIRECTORY != 0
        for attempt in 0... {
            do {
                let opened = try LocalDisk.open(name, at: here.number, flags | O_NOFOLLOW, mode: mode)
                // A descriptor for looking may be the link itself.
                guard try LocalDisk.status(of: opened).st_mode & S_IFMT == S_IFLNK, let target = link(name) else { return opened }
                try follow(target)
                return nil
            } catch let failure as LocalDiskFailure where failure.code == ELOOP || (isDirectory && failure.code == ENOTDIR) {
                guard let target = link(name) else { throw failure }
                try follow(target)
                return nil
            } catch let failure as LocalDiskFailure where failure.code == ENOENT && makesDirectories && isDirectory && attempt < 3 {
                if mkdirat(here.number, Self.characters(name), 0o777) != 0, errno != EEXIST { throw LocalDiskFailure(code: errno) }
            }
        }
        return nil
    }

    /// What a link says; nil where it is none.
    private func link(_ name: [UInt8]) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = buffer.withUnsafeMutableBytes { space in
            readlinkat(here.number, Self.characters(name), space.bindMemory(to: CChar.self).baseAddress!, space.count)
        }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private mutating func follow(_ target: [UInt8]) throws {
        links += 1
        guard links <= Self.mostLinks else { throw LocalDiskFailure(code: ELOOP) }
        // What was not there when it was declared is no place that the user knows.
        guard way.count >= floor else { throw Obstacle.leadsOutside }
        var names = target.split(separator: UInt8(ascii: "/")).map(Array.init)
        if target.first == UInt8(ascii: "/") {
            guard names.starts(with: root.real) else { throw Obstacle.leadsOutside }
            names.removeFirst(root.real.count)
            way.removeLast(way.count - floor)
        }
        ahead += names.reversed()
    }

    private static func characters(_ name: [UInt8]) -> [CChar] { name.map { CChar(bitPattern: $0) } + [0] }
}
