extension ArchiveError {
    /// What a failed exchange means to whoever asked for it.
    init(_ failure: HTTPFailure, of request: ServiceRequest) {
        let address = WebAddress(request.http.url)
        let peer = address.map { "\($0.host):\($0.port)" } ?? request.http.url
        self.init(failure, peer: peer, doing: request.task)
        path = request.path
    }

    private init(_ failure: HTTPFailure, peer: String, doing what: String) {
        let way = "Check the address, the network, and the VPN if there is one."
        switch failure {
        case .invalidRequest(let reason):
            self.init(.usage, "cannot \(what): \(reason)")
        case .couldNotResolve(let host):
            self.init(
                .network, "cannot reach \(peer): no address is known for the host '\(host)'", hint: way,
                retryable: true)
        case .couldNotConnect(let reason):
            self.init(.network, "cannot connect to \(peer): \(reason)", hint: way, retryable: true)
        case .timedOut(.connecting, let limit):
            self.init(
                .network, "\(peer) did not accept a connection within \(limit.inSeconds)", hint: way, retryable: true)
        case .timedOut(.silence, let limit):
            self.init(
                .network, "timed out: \(peer) was silent for \(limit.inSeconds) when asked to \(what)",
                hint: "The service may be overloaded: try again later.", retryable: true)
        case .cutOff(let direction, let bytes, let total):
            let verb = direction == .sending ? "sent" : "received"
            let amount = total.map { "\(bytes) of \($0) bytes" } ?? "\(bytes) bytes"
            self.init(
                .network, "the connection to \(peer) was cut off when asked to \(what): \(amount) were \(verb)",
                hint: "Try again.", retryable: true)
        case .tls(let refusal):
            self.init(.network, refusal.message(peer), hint: refusal.hint)
        case .tooManyRedirects:
            self.init(.server, "\(peer) redirects again and again when asked to \(what)")
        case .refusedRedirect(let address):
            self.init(.server, "\(peer) redirects to '\(address)', which is not followed")
        case .unreadableAnswer(let reason):
            self.init(
                .server, "\(peer) gave no HTTP answer when asked to \(what): \(reason)",
                hint: "Check the address: something else may listen there.", retryable: true)
        case .answerTooLong(let limit):
            self.init(.server, "the answer of \(peer) is longer than \(limit) bytes when asked to \(what)")
        case .bodyLengthChanged(let expected):
            self.init(
                .localFile, "what was to be sent is no longer \(expected) bytes long (\(what))",
                hint: "Nothing was stored. It changed while it was read: try again.", retryable: true)
        case .cancelled:
            self.init(.interrupted, "interrupted")
        case .closed:
            self.init(.interrupted, "the connection to \(peer) was closed")
        case .unavailable(let reason):
            self.init(.network, "cannot use the network: \(reason)")
        }
    }
}

extension HTTPFailure.TLSRefusal {
    fileprivate func message(_ peer: String) -> String {
        switch self {
        case .expired: "the certificate of \(peer) was refused: it has expired"
        case .notYetValid: "the certificate of \(peer) was refused: it is not valid yet"
        case .wrongHost: "the certificate of \(peer) was refused: it is for another host"
        case .unknownAuthority: "the certificate of \(peer) was refused: no authority that is trusted here signed it"
        case .revoked: "the certificate of \(peer) was refused: it was revoked"
        case .unreadableAuthorities(let file): "cannot read trusted certificates from the file \(file)"
        case .unusableClientCertificate: "this client's certificate or key cannot be used with \(peer)"
        case .other(let words): "no encrypted connection to \(peer): \(words)"
        }
    }

    fileprivate var hint: String {
        switch self {
        case .expired: "Its administrators must renew it. Check this machine's clock, too."
        case .notYetValid: "Check this machine's clock."
        case .wrongHost: "Check the address: this may be another server than the one that you mean."
        case .unknownAuthority:
            "If the service has an authority of its own, name its certificate's file in OS_CACERT, or as cacert in clouds.yaml."
        case .unreadableAuthorities: "Check OS_CACERT, and cacert in clouds.yaml: it is a file with PEM certificates."
        case .revoked: "Tell its administrators."
        case .unusableClientCertificate: "Check OS_CERT and OS_KEY, and cert and key in clouds.yaml."
        case .other: "Check that the address is right and that the service speaks TLS there (https, not http)."
        }
    }
}

extension Duration {
    /// `15 s`, `0.2 s`.
    fileprivate var inSeconds: String {
        let (seconds, attoseconds) = components
        let tenths = attoseconds / 100_000_000_000_000_000
        return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
    }
}
