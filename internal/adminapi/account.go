package adminapi

import (
	"context"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// AccountView is the account as it is read.
type AccountView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt Moment `json:"createdAt"`
}

// OwnAccountView is the account of whoever asks, with where its identity providers go.
type OwnAccountView struct {
	AccountView
	AddressesView
}

// AddressesView is what identity providers are given beside a credential.
type AddressesView struct {
	SCIMURL  string `json:"scimUrl" doc:"Where SCIM is served: the base address, to which /Users and the like are added."`
	TokenURL string `json:"tokenUrl" doc:"Where clients of OAuth 2 get their access tokens."`
}

// AccountBody is what of the account can be written.
type AccountBody struct {
	Name *string `json:"name,omitempty" doc:"1 to 200 characters."`
}

// SettingsBody is settings as they are written: what is absent stays.
type SettingsBody struct {
	DefaultLanguage       *string      `json:"defaultLanguage,omitempty" doc:"Of users for whom nothing else says one."`
	Mail                  *bool        `json:"mail,omitempty" doc:"Whether welcome mails go out at all."`
	ReviewRules           *bool        `json:"reviewRules,omitempty" doc:"Whether changes of rules make a draft, which goes live by a plan, or go live by themselves."`
	RolesAssignableByRule *[]string    `json:"rolesAssignableByRule,omitempty" doc:"Some of member, manager and admin."`
	VerifiedDomains       *[]string    `json:"verifiedDomains,omitempty" doc:"Domains of e-mail addresses, at most 100: rules give nothing to somebody with an address of another domain. Empty: to every address."`
	Mails                 *MailsBody   `json:"mails,omitempty" doc:"Of all mails to people; what is absent stays."`
	Notices               *NoticesBody `json:"notices,omitempty" doc:"What admins are told by mail; what is absent stays."`
	Guard                 *GuardBody   `json:"guard,omitempty" doc:"What a plan may do before somebody has to approve it; what is absent stays."`
}

// SettingsView is settings as they are read.
type SettingsView struct {
	DefaultLanguage       string      `json:"defaultLanguage"`
	Mail                  bool        `json:"mail"`
	ReviewRules           bool        `json:"reviewRules" doc:"Whether changes of rules make a draft, which goes live by a plan, or go live by themselves."`
	ReviewRulesInForce    bool        `json:"reviewRulesInForce" doc:"The same."`
	RolesAssignableByRule []string    `json:"rolesAssignableByRule" nullable:"false"`
	VerifiedDomains       []string    `json:"verifiedDomains" nullable:"false" doc:"Domains of e-mail addresses, in lower case: rules give nothing to somebody with an address of another domain. Empty: to every address."`
	Mails                 MailsView   `json:"mails"`
	Notices               NoticesView `json:"notices"`
	Guard                 GuardView   `json:"guard"`
}

type ownAccountOutput struct{ Body OwnAccountView }

func (s *server) ownAccount(a provision.Account, err error) (*ownAccountOutput, error) {
	return &ownAccountOutput{OwnAccountView{accountView(a), s.addresses()}}, err
}

func (s *server) addresses() AddressesView {
	return AddressesView{SCIMURL: s.SCIMURL, TokenURL: s.TokenURL}
}

func (s *server) getAccount(ctx context.Context, _ *empty) (*ownAccountOutput, error) {
	return s.ownAccount(s.Accounts.Account(ctx, account(ctx)))
}

func (s *server) patchAccount(ctx context.Context, in *struct{ Body AccountBody }) (*ownAccountOutput, error) {
	a, _, err := s.Accounts.Change(ctx, account(ctx), provision.AccountChange{Name: in.Body.Name})
	return s.ownAccount(a, err)
}

type settingsOutput struct {
	ETag string `header:"ETag"`
	Body SettingsView
}

func settingsAnswer(a provision.Account, p *rule.Policy) *settingsOutput {
	return &settingsOutput{ETag: settingsTag(a, p), Body: settingsView(a, p)}
}

// settingsTag is the version of settings: what they say. They lie in two places, which other things change, too.
func settingsTag(a provision.Account, p *rule.Policy) string {
	return contentTag(settingsView(a, p))
}

func settingsView(a provision.Account, p *rule.Policy) SettingsView {
	return SettingsView{
		DefaultLanguage: p.DefaultLanguage, Mail: p.MailOn, ReviewRules: a.ReviewRules, ReviewRulesInForce: a.ReviewRules,
		RolesAssignableByRule: convert(p.AssignableRoles, func(k rule.RoleKind) string { return string(k) }),
		VerifiedDomains:       append([]string{}, p.VerifiedDomains...),
		Mails:                 mailsView(a.Mails, p),
		Notices:               noticesView(a.Notices),
		Guard:                 guardView(a.Guard),
	}
}

func (s *server) getSettings(ctx context.Context, _ *empty) (*settingsOutput, error) {
	a, err := s.Accounts.Account(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return settingsAnswer(a, p), nil
}

type patchSettingsInput struct {
	Precondition
	Body SettingsBody
}

func (s *server) patchSettings(ctx context.Context, in *patchSettingsInput) (*settingsOutput, error) {
	change := provision.AccountChange{
		DefaultLanguage: in.Body.DefaultLanguage, MailOn: in.Body.Mail, ReviewRules: in.Body.ReviewRules, VerifiedDomains: in.Body.VerifiedDomains,
	}
	if in.stated() {
		change.Seen = func(a provision.Account, p *rule.Policy) bool { return in.names(settingsTag(a, p)) }
	}
	if in.Body.RolesAssignableByRule != nil {
		kinds := convert(*in.Body.RolesAssignableByRule, func(k string) rule.RoleKind { return rule.RoleKind(k) })
		change.AssignableRoles = &kinds
	}
	if in.Body.Mails != nil {
		change.Quiet, change.MailTo = in.Body.Mails.Quiet, in.Body.Mails.RedirectTo
	}
	if in.Body.Guard != nil || in.Body.Mails != nil || in.Body.Notices != nil {
		change.Parts = func(a *provision.Account) {
			in.Body.Guard.over(&a.Guard)
			in.Body.Mails.over(&a.Mails)
			in.Body.Notices.over(&a.Notices)
		}
	}
	a, p, err := s.Accounts.Change(ctx, account(ctx), change)
	if err != nil {
		return nil, err
	}
	return settingsAnswer(a, p), nil
}
