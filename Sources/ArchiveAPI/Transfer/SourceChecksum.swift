extension Checksum {
    /// The MD5 of everything that a source has, in lower-case hexadecimal; the source is left at its end.
    static func md5(of source: any ByteSource) throws -> String {
        try source.rewind()
        let checksum = try Checksum(.md5)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try source.read(into: buffer)
            if count == 0 { return try checksum.hexDigest() }
            try checksum.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
