export type { Suite } from "./ciphers.ts";
export { DEFAULT_CIPHERS, SUITES } from "./ciphers.ts";
export type { ContextChoice, ContextSpec } from "./context-spec.ts";
export { contextSpec } from "./context-spec.ts";
export type {
	ControlTls,
	DataTls,
	Resumption,
	TlsVersion,
} from "./policy.ts";
export type {
	CertificateQuestion,
	ServedCertificate,
	ServedCertificates,
} from "./served-certificates.ts";
export { chooseCertificate, hasCertificateFor } from "./served-certificates.ts";
