import CCurl

/// The options of an easy handle: how every exchange is done, and what one request needs.
struct EasyOptions {
    private let easy: UnsafeMutableRawPointer

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    /// What holds for all exchanges of a client.
    func set(_ configuration: HTTPConfiguration, _ errorText: UnsafeMutablePointer<CChar>) throws(HTTPFailure) {
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        // 1.1 has what is needed, and one connection an exchange: cancelling one disturbs no other.
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // Without this, `container/../other/x` would be sent as `other/x`.
        try set(CURLOPT_PATH_AS_IS, 1)
        // Redirects are followed by HTTPClient, which knows what may go where.
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, EasyOptions.milliseconds(configuration.connectTimeout))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_MAXAGE_CONN, Int(configuration.idleTimeout.components.seconds))
        try set(CURLOPT_BUFFERSIZE, 128 << 10)
        try set(CURLOPT_SSL_VERIFYPEER, configuration.verifiesCertificates ? 1 : 0)
        try set(CURLOPT_SSL_VERIFYHOST, configuration.verifiesCertificates ? 2 : 0)
        if let file = configuration.caFile { try set(CURLOPT_CAINFO, file) }
        if let file = configuration.clientCertificateFile { try set(CURLOPT_SSLCERT, file) }
        if let file = configuration.clientKeyFile { try set(CURLOPT_SSLKEY, file) }
    }

    /// Address, method, length and headers. The list that is returned must live as long as the exchange.
    func set(_ request: HTTPRequest) throws(HTTPFailure) -> UnsafeMutablePointer<curl_slist>? {
        try set(CURLOPT_URL, request.url)
        var lines: [String] = []
        if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if request.body != nil || request.method == "PUT" || request.method == "POST" {
            let length = request.body?.length ?? 0
            try set(CURLOPT_UPLOAD, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method)
            guard archive_curl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, Int(length)) == CURLE_OK else {
                throw .unavailable("libcurl refused a body of \(length) bytes")
            }
            if length <= EasyOptions.expectThreshold {
                lines.append("Expect:")
            } else {
                try set(CURLOPT_UPLOAD_BUFFERSIZE, 256 << 10)
            }
        } else {
            try set(CURLOPT_HTTPGET, 1)
            if request.method != "GET" { try set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        // For libcurl, "Name:" takes a header away and "Name;" sends an empty one.
        lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        return try setHeaders(lines)
    }

    /// Where libcurl gives and takes bytes. `context` is an unretained Exchange that lives as long as the exchange.
    func setCallbacks(context: UnsafeMutableRawPointer, body: (any ByteSource)?) throws(HTTPFailure) {
        let codes = [
            archive_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, ExchangeCallbacks.header),
            archive_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, ExchangeCallbacks.body),
            archive_curl_set_data_callback(easy, CURLOPT_READFUNCTION, ExchangeCallbacks.fill),
            archive_curl_set_seek_callback(easy, ExchangeCallbacks.seek),
            archive_curl_set_prereq_callback(easy, ExchangeCallbacks.willSend),
        ]
        guard codes.allSatisfy({ $0 == CURLE_OK }) else { throw .unavailable("libcurl refused its callbacks") }
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PREREQDATA,
        ] {
            try set(option, pointer: context)
        }
    }

    /// Up to here a body is sent at once; beyond, the server is asked first whether it wants it.
    private static let expectThreshold: Int64 = 1 << 20

    private func setHeaders(_ lines: [String]) throws(HTTPFailure) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw .unavailable("out of memory")
            }
            list = longer
        }
        guard archive_curl_set_list(easy, CURLOPT_HTTPHEADER, list) == CURLE_OK else {
            curl_slist_free_all(list)
            throw .unavailable("libcurl refused the request's headers")
        }
        return list
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
        try check(option, archive_curl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPFailure) {
        try check(option, archive_curl_set_string(easy, option, value))
    }

    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(HTTPFailure) {
        try check(option, archive_curl_set_pointer(easy, option, pointer))
    }

    private func check(_ option: CURLoption, _ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else {
            throw .unavailable("libcurl refused option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, Int(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
