package adminapi

import (
	"context"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// ExtensionBody is a schema extension as it is written.
type ExtensionBody struct {
	ResourceType string         `json:"resourceType" doc:"User or Group."`
	Required     bool           `json:"required" required:"false" doc:"Whether every user or group that is created or replaced must have it."`
	Schema       map[string]any `json:"schema" doc:"A Schema document as RFC 7643 section 7 writes it; its id is the URN of the extension."`
}

// ExtensionView is a schema extension as it is read.
type ExtensionView struct {
	ID string `json:"id" readOnly:"true" doc:"The URN of the schema."`
	ExtensionBody
}

func (b ExtensionBody) extension() rule.Extension {
	return rule.Extension{ResourceType: b.ResourceType, Required: b.Required, Schema: b.Schema}
}

func extensionView(e rule.Extension) ExtensionView {
	return ExtensionView{provision.ExtensionID(e), ExtensionBody{e.ResourceType, e.Required, e.Schema}}
}

type extensionOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     ExtensionView
}

func extensionAnswer(e rule.Extension, p *rule.Policy, err error) (*extensionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &extensionOutput{ETag: etag(p.Version), Body: extensionView(e)}, nil
}

func (s *server) listExtensions(ctx context.Context, in *PageInput) (*listOutput[ExtensionView], error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	out, err := paged(*in, p.Extensions, extensionView)
	if err != nil {
		return nil, err
	}
	out.ETag = etag(p.Version)
	return out, nil
}

func (s *server) getExtension(ctx context.Context, in *IDInput) (*extensionOutput, error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	e, err := provision.FindExtension(p, in.ID)
	return extensionAnswer(e, p, err)
}

type createExtensionInput struct {
	Precondition
	Body ExtensionBody
}

func (s *server) createExtension(ctx context.Context, in *createExtensionInput) (*extensionOutput, error) {
	out, err := extensionAnswer(s.Extensions.Add(ctx, account(ctx), in.version(), in.Body.extension()))
	if err != nil {
		return nil, err
	}
	out.Location = Prefix + "/schema-extensions/" + out.Body.ID
	return out, nil
}

type replaceExtensionInput struct {
	IDInput
	Precondition
	Body ExtensionView
}

func (s *server) replaceExtension(ctx context.Context, in *replaceExtensionInput) (*extensionOutput, error) {
	if err := in.same(in.Body.ID); err != nil {
		return nil, err
	}
	return extensionAnswer(s.Extensions.Replace(ctx, account(ctx), in.version(), in.ID, in.Body.extension()))
}

func (s *server) deleteExtension(ctx context.Context, in *deleteInput) (*versionOutput, error) {
	p, err := s.Extensions.Delete(ctx, account(ctx), in.version(), in.ID)
	if err != nil {
		return nil, err
	}
	return &versionOutput{ETag: etag(p.Version)}, nil
}
