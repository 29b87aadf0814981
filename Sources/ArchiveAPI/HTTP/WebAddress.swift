import CCurl

/// The parts of a web address, as libcurl itself reads them: what is compared here is what is connected to.
struct WebAddress: Equatable, Sendable {
    /// The whole address, without a fragment.
    let url: String
    let scheme: String
    /// In lower case.
    let host: String
    let port: Int

    /// Who is spoken to: credentials that were meant for one origin go to no other.
    var origin: String { "\(scheme)://\(host):\(port)" }

    /// Nil where libcurl cannot read the address, or would not speak its protocol.
    init?(_ text: String, relativeTo base: String? = nil) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        let flags = UInt32(CURLU_PATH_AS_IS)
        if let base {
            guard curl_url_set(handle, CURLUPART_URL, base, flags) == CURLUE_OK else { return nil }
        }
        // A Location may hold spaces and other bytes that should have been encoded.
        let encoding = base == nil ? flags : flags | UInt32(CURLU_URLENCODE)
        guard curl_url_set(handle, CURLUPART_URL, text, encoding) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK,
            let scheme = WebAddress.part(handle, CURLUPART_SCHEME)?.lowercased(), ["http", "https"].contains(scheme),
            let host = WebAddress.part(handle, CURLUPART_HOST)?.lowercased(),
            let port = WebAddress.part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            let url = WebAddress.part(handle, CURLUPART_URL)
        else { return nil }
        self.url = url
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
