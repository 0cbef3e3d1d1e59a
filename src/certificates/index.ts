export type { CertificateFacts } from "./certificate-facts.ts";
export { readCertificate } from "./certificate-facts.ts";
export {
	checkCertificateName,
	isCertificateName,
	nameFromFile,
} from "./certificate-name.ts";
export type { RequestFacts } from "./certificate-request.ts";
export type { CheckOptions, CheckResult } from "./check.ts";
export { checkServable } from "./check-servable.ts";
export type { ClientCertificate } from "./client-certificate.ts";
export { readClientCertificate } from "./client-certificate.ts";
export type { ClientVerdict } from "./client-path.ts";
export { checkClientPath } from "./client-path.ts";
export type { ClientTrust, TrustFile } from "./client-trust.ts";
export { readClientTrust } from "./client-trust.ts";
export type { ContainerOpening } from "./containers.ts";
export { openContainers } from "./containers.ts";
export type { CertificateWish } from "./create-certificate.ts";
export { MOST_DAYS, makeCertificate } from "./create-certificate.ts";
export { fingerprint, sha256Hex, shortHash } from "./digest.ts";
export type { ExpiryStage } from "./expiry-warning.ts";
export { expiryWarning } from "./expiry-warning.ts";
export type { Exported, ExportOptions } from "./export.ts";
export type { Found, NamedBytes } from "./file-contents.ts";
export { contentsOf } from "./file-contents.ts";
export type { Finding, FindingCode } from "./findings.ts";
export { SOON_MS } from "./findings.ts";
export type { Identified } from "./identify.ts";
export type { ImportPlan, ImportWish } from "./import-plan.ts";
export type {
	InspectedKey,
	Inspection,
	InspectionParts,
} from "./inspect.ts";
export { inspectChain, inspectFiles } from "./inspect.ts";
export type {
	CipherJob,
	DerivationWish,
	KeyDerivation,
	KeyEncryption,
	KeyInput,
	KeyMaterial,
	KeyReading,
} from "./key-material.ts";
export type { KeyAlgorithm, KeyAlgorithmFacts } from "./keys.ts";
export { generateKey, KEY_ALGORITHMS, parseKeyAlgorithm } from "./keys.ts";
export type { CertificateFile, LoadOptions } from "./load-pair.ts";
export type { LocalMachine } from "./local-names.ts";
export { localNames } from "./local-names.ts";
export type { CertificateName, NameKind } from "./names.ts";
export {
	commonNameFor,
	distinctNames,
	formatName,
	parseName,
	parseNames,
} from "./names.ts";
export type { PemBlock, PemContent, PemFault } from "./pem.ts";
export { encodePem, splitPem } from "./pem.ts";
export type { PublicKeyFacts } from "./public-key.ts";
export { describePublicKey } from "./public-key.ts";
export type { Renewal, RenewOptions } from "./renew.ts";
export type { RenewalFacts, RenewalReason } from "./renewal-due.ts";
export { isOwnSelfSigned, renewalDue, renewalNames } from "./renewal-due.ts";
export type { RequestOptions } from "./request.ts";
export { distanceText } from "./sentences.ts";
export type { SignatureHash, SignatureScheme } from "./signature-scheme.ts";
export type { SignatureCheck } from "./signed-structure.ts";
export type {
	CertificateStore,
	Force,
	StoredCertificate,
} from "./store.ts";
export { openCertificateStore } from "./store.ts";
export type { DefaultChoice, StoreParts } from "./store-parts.ts";
export type { Subject } from "./subject.ts";
export { checkSubject } from "./subject.ts";
