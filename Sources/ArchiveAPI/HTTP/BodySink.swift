/// Where the body of an answer goes as it arrives.
///
/// Only called for a status of 2xx: the body of any other answer is in `HTTPResponse.body`. Calls come one
/// at a time, in order, on the transport's thread, which serves all other transfers too: a sink does not
/// block for long. Throwing ends the transfer at once, and that error reaches whoever sent the request.
public protocol BodySink: AnyObject, Sendable {
    /// Called once an attempt, before its first byte: forget what came so far. `head` has no body.
    func begin(_ head: HTTPResponse) throws
    /// The next bytes, as they are on the wire; the buffer is valid only during the call.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}
