export type { CertificateHolder, Generation } from "./certificate-holder.ts";
export { certificateHolder } from "./certificate-holder.ts";
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
export { initialDataProtection } from "./policy.ts";
