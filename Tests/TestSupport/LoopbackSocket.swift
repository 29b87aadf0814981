import Foundation

/// Sockets on 127.0.0.1.
enum LoopbackSocket {
    struct Failure: Error { let errno: Int32 }

    /// A listening socket and its port, which the system chooses.
    static func listen() throws -> (descriptor: Int32, port: Int) {
        let (descriptor, port) = try bind()
        guard Foundation.listen(descriptor, 128) == 0 else {
            defer { close(descriptor) }
            throw Failure(errno: errno)
        }
        return (descriptor, port)
    }

    /// A socket with a port that nobody else can have, on which nobody listens.
    static func bind() throws -> (descriptor: Int32, port: Int) {
        let (descriptor, address) = try make(port: 0) { descriptor, address, size in
            Foundation.bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// A connection to a port of this machine.
    static func connect(to port: Int) throws -> Int32 {
        try make(port: port) { Foundation.connect($0, $1, $2) == 0 }.descriptor
    }

    /// A socket for which `use` has done its work with the address of a port; closed where it failed.
    private static func make(
        port: Int, _ use: (Int32, UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Bool
    ) throws -> (descriptor: Int32, address: sockaddr_in) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let worked = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, &size) }
        }
        guard worked else {
            defer { close(descriptor) }
            throw Failure(errno: errno)
        }
        return (descriptor, address)
    }

    /// Sends all of the bytes; false where the other side is gone.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.send(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
