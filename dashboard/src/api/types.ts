import type { components, paths } from '~/generated/schema';

type Schemas = components['schemas'];

export type TenantDocument = Schemas['TenantDocument'];
export type TenantSummary = Schemas['TenantSummary'];
export type Settings = Schemas['Settings'];
export type Tokens = Schemas['Tokens'];
export type Rule = Schemas['Rule'];
export type EngineSpec = Schemas['EngineSpec'];
export type Price = Schemas['Price'];
export type Provider = Schemas['Provider'];
export type WidgetConfig = Schemas['WidgetConfig'];
export type KeyView = Schemas['KeyView'];
export type PreviewKey = Schemas['PreviewKey'];
export type FieldProblem = Schemas['FieldProblem'];
export type Session = Schemas['SessionView'];
export type SessionItem = Schemas['SessionItem'];
export type KeyInput = Schemas['KeyInput'];
export type KeyKind = Schemas['KeyKind'];
export type NewKey = Schemas['NewKey'];
export type Scope = Schemas['Scope'];
export type ConversationSummary = Schemas['ConversationSummary'];
export type ConversationView = Schemas['ConversationView'];
export type MessageView = Schemas['MessageView'];
export type Fault = Schemas['FaultView'];
export type FailingEngine = Schemas['FailingEngineView'];
export type Problem = Schemas['Problem'];
export type ErrorCode = Schemas['ErrorCode'];
export type ReplyStatus = Schemas['ReplyStatus'];

export type Action = Schemas['Action'];
export type AuditItem = Schemas['AuditItem'];
export type FieldChange = Schemas['FieldChange'];
export type Role = Schemas['OperatorRole'];
export type TenantFile = Schemas['TenantFile'];
export type VersionView = Schemas['VersionView'];
export type VersionDocument = Schemas['VersionDocument'];

type Answer<P extends '/v1/admin/tenants/{slug}/usage' | '/v1/admin/usage'> =
  paths[P]['get']['responses'][200]['content']['application/json'];

/** A tenant's usage in a period, day by day. */
export type PeriodUsage = Answer<'/v1/admin/tenants/{slug}/usage'>;
export type UsageDay = PeriodUsage['days'][number];
/** What answers took. */
export type Figures = PeriodUsage['total'];
/** A tenant's usage in a month. */
export type TenantMonth = Answer<'/v1/admin/usage'>['items'][number];

export type OperatorView = Schemas['OperatorView'];
export type OperatorInput = Schemas['OperatorInput'];
export type OperatorWithLink = Schemas['OperatorWithLink'];
export type TokenView = Schemas['TokenView'];
export type TokenInput = Schemas['TokenInput'];
export type NewToken = Schemas['NewToken'];
