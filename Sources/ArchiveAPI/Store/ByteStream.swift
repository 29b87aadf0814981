/// Where the bytes of an object go as they arrive.
///
/// Calls come one at a time, in order, on a thread of the transport: a sink must not block for long.
/// Throwing ends the transfer, and the error reaches whoever asked for it.
public protocol ByteSink: AnyObject, Sendable {
    /// Called before the first byte, and again before each new attempt: forget what came so far.
    func begin(_ info: ObjectInfo) throws
    /// The next bytes; the buffer is valid only during the call.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}

/// Where the bytes of an upload come from.
public protocol ByteSource: AnyObject, Sendable {
    /// How many bytes there are from the start.
    var length: Int64 { get }
    /// Goes back to the first byte: called before each attempt.
    func rewind() throws
    /// Fills the buffer as far as it can and returns the number of bytes; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
    /// The local file that the bytes are of, whole or in part; nil where they are of none.
    var localFile: LocalFileSource? { get }
}

extension ByteSource {
    public var localFile: LocalFileSource? { nil }
}
