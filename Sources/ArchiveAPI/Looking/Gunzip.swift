import CZlib

/// The beginning of what a gzip file holds.
enum Gunzip {
    static let magic: [UInt8] = [0x1F, 0x8B]

    struct Beginning {
        var bytes: [UInt8] = []
        /// Whether there is no more of it in what was given: it ended, or it is damaged from here on.
        var isAll = false
    }

    /// Unpacks the beginning of a gzip file, of one piece or of several as bgzip writes them, as far as it goes.
    ///
    /// - Parameter limit: how many bytes come out at most, however few went in.
    static func beginning(of packed: [UInt8], limit: Int) -> Beginning {
        var stream = z_stream()
        guard czlib_begin_gunzip(&stream) == Z_OK else { return Beginning() }
        defer { inflateEnd(&stream) }
        var result = Beginning()
        var input = packed
        var chunk = [UInt8](repeating: 0, count: 32 * 1024)
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(clamping: input.count)
            while result.bytes.count < limit {
                let (status, count) = chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = UInt32(min(chunk.count, limit - result.bytes.count))
                    let room = stream.avail_out
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, Int(room - stream.avail_out))
                }
                result.bytes += chunk[..<count]
                switch status {
                case Z_STREAM_END where stream.avail_in > 0 && inflateReset(&stream) == Z_OK: continue
                case Z_OK where count > 0 || stream.avail_in > 0: continue
                // There is no more to unpack; what there is ends in the middle.
                case Z_OK, Z_BUF_ERROR: return
                default:
                    result.isAll = true
                    return
                }
            }
        }
        return result
    }
}
