extension Checksum {
    /// The MD5 of everything that a source has, in lower-case hexadecimal; the source is left at its end.
    static func md5(of source: any ByteSource) throws -> String {
        try source.rewind()
        return try digest(.md5) { try source.read(into: $0) }
    }

    /// The same on a thread that may wait for the disk.
    static func inBackground(of source: any ByteSource) async throws -> String {
        try await LocalDiskExecutor.run { try md5(of: source) }
    }

    /// The checksum of a stretch of an open file.
    static func digest(_ algorithm: Algorithm, of file: LocalDescriptor, _ stretch: Range<Int64>) throws -> String {
        var offset = stretch.lowerBound
        return try digest(algorithm) { buffer in
            let space = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(Int64(buffer.count), stretch.upperBound - offset))])
            let count = try LocalDisk.read(into: space, from: file, at: offset)
            offset += Int64(count)
            return count
        }
    }

    /// The MD5 of a stretch of an open file.
    static func md5(of file: LocalDescriptor, _ stretch: Range<Int64>) throws -> String {
        try digest(.md5, of: file, stretch)
    }

    private static func digest(_ algorithm: Algorithm, _ read: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> String {
        let checksum = try Checksum(algorithm)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try read(buffer)
            if count == 0 { return try checksum.hexDigest() }
            try checksum.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
