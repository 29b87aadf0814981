import CCurl
import Foundation

/// What libcurl reports of an exchange that came to nothing, and what that means.
struct CurlOutcome {
    let code: CURLcode
    /// libcurl's own words; may be empty.
    let text: String
    /// OpenSSL's verdict on the certificate (X509_V_ERR_…).
    let verification: Int
    /// errno of a connection that could not be made.
    let systemError: Int32
    /// How far the body had come.
    let cutOff: HTTPFailure
    let configuration: HTTPConfiguration
    let url: String

    var failure: HTTPFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .couldNotResolve(host: WebAddress(url)?.host ?? url)
        case CURLE_COULDNT_RESOLVE_PROXY: .couldNotResolve(host: "the proxy of the environment")
        case CURLE_COULDNT_CONNECT: .couldNotConnect(reason: connectReason)
        case CURLE_OPERATION_TIMEDOUT: .timedOut(.connecting, after: configuration.connectTimeout)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: .tls(certificateRefusal)
        case CURLE_SSL_CACERT_BADFILE: .tls(.unreadableAuthorities(file: configuration.caFile ?? "of the system"))
        case CURLE_SSL_CERTPROBLEM: .tls(.unusableClientCertificate)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .tls(.other(words))
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND,
            CURLE_SSL_SHUTDOWN_FAILED:
            cutOff
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .invalidRequest("the address '\(url)' cannot be used: \(words)")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN: .unavailable(words)
        default: .unreadableAnswer(words)
        }
    }

    private var words: String { text.isEmpty ? String(cString: curl_easy_strerror(code)) : text }

    private var connectReason: String {
        systemError == 0 ? words : String(cString: strerror(systemError)).lowercased()
    }

    /// OpenSSL's numbers. libcurl compares the host's name itself, before it has a number: then only its
    /// words tell.
    private var certificateRefusal: HTTPFailure.TLSRefusal {
        switch verification {
        case 0, 1: words.lowercased().contains("subject") ? .wrongHost : .other(words)
        case 62, 63, 64: .wrongHost
        case 9: .notYetValid
        case 10: .expired
        case 23: .revoked
        case 2, 18, 19, 20, 21, 24, 27: .unknownAuthority
        default: .other(words)
        }
    }
}
