/** What a listener asks of the control connection: TLS before login (`required`), or also plain logins (`allowed`). */
export type ControlTls = "required" | "allowed";

/**
 * How data connections are protected.
 * - `required`: a transfer without `PROT P` is refused (521).
 * - `default-on`: they start protected, without the client's `PROT P`, and the client may go back to clear.
 * - `client`: they start in clear, as RFC 4217 says, and the client chooses.
 */
export type DataTls = "required" | "default-on" | "client";

/**
 * Whether a data connection must resume the control connection's TLS session, which proves that both have the
 * same peer: not offered at all, used where the client does it, or refused without it.
 */
export type Resumption = "off" | "prefer" | "require";

/** The oldest version that is spoken. TLS 1.0 and 1.1 are not to be had. @see RFC 8996 */
export type TlsVersion = "TLSv1.2" | "TLSv1.3";
