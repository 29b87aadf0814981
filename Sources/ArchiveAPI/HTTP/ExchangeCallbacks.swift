import CCurl

/// What libcurl calls. Static functions of a plain type, so that they belong to no actor.
enum ExchangeCallbacks {
    static let header: archive_curl_data_callback = { bytes, size, count, context in
        guard let exchange = exchange(context) else { return 0 }
        return exchange.header(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    static let body: archive_curl_data_callback = { bytes, size, count, context in
        guard let exchange = exchange(context) else { return 0 }
        let total = size * count
        guard exchange.mayMove() else { return Int(CURL_WRITEFUNC_PAUSE) }
        return exchange.body(UnsafeRawBufferPointer(start: bytes, count: total)) ? total : -1
    }

    static let fill: archive_curl_data_callback = { bytes, size, count, context in
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        guard let exchange = exchange(context) else { return archive_curl_read_abort }
        guard exchange.mayMove() else { return Int(CURL_READFUNC_PAUSE) }
        return exchange.fill(buffer) ?? archive_curl_read_abort
    }

    static let seek: archive_curl_seek_callback = { context, offset, origin in
        guard offset == 0, origin == SEEK_SET, let exchange = exchange(context), exchange.rewind() else {
            return Int32(CURL_SEEKFUNC_FAIL)
        }
        return Int32(CURL_SEEKFUNC_OK)
    }

    static let willSend: archive_curl_prereq_callback = { context, _, _, _, _ in
        exchange(context)?.willSend()
        return Int32(CURL_PREREQFUNC_OK)
    }

    private static func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
}
