package adminapi

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/provision"
	"usersync/internal/rule/code"
	"usersync/internal/web"
)

// yamlTypes are what a file of rules can be sent as; the first is what one is sent back as.
var yamlTypes = []string{"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json"}

type exportInput struct {
	Format string `query:"format" enum:"yaml,json" default:"yaml"`
}

type fileOutput struct {
	ETag        string `header:"ETag"`
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// fileContent describes a file of rules, in either format.
func fileContent() map[string]*huma.MediaType {
	schema := &huma.Schema{Description: "A file of rules, as described by /rules/schema.json."}
	return map[string]*huma.MediaType{yamlTypes[0]: {Schema: schema}, "application/json": {Schema: schema}}
}

func (s *server) exportRules(ctx context.Context, in *exportInput) (*fileOutput, error) {
	format := code.Format(in.Format)
	body, p, err := s.Rules.Export(ctx, account(ctx), format)
	if err != nil {
		return nil, err
	}
	out := &fileOutput{ETag: etag(p.RulesRevision()), ContentType: yamlTypes[0], Disposition: `attachment; filename="rules.` + in.Format + `"`, Body: body}
	if format == code.JSON {
		out.ContentType = "application/json"
	}
	return out, nil
}

type importInput struct {
	Precondition
	Check       bool   `query:"check" doc:"True: say what would change, and change nothing."`
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"application/yaml"`
}

// file says that the body is no JSON object of ours: see readBody.
func (*importInput) file() {}

// formatOf is the format of a body; what says nothing is YAML, which JSON is too.
func formatOf(contentType string) code.Format {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), "application/json") {
		return code.JSON
	}
	return code.YAML
}

// ImportView is what a file changes, by rule ids.
type ImportView struct {
	Added        []string `json:"added" nullable:"false"`
	Changed      []string `json:"changed" nullable:"false" doc:"In anything but their place."`
	Removed      []string `json:"removed" nullable:"false"`
	Unchanged    []string `json:"unchanged" nullable:"false"`
	Reordered    bool     `json:"reordered" doc:"Rules that stay are in another order than before."`
	RulesVersion int64    `json:"rulesVersion" doc:"The version that is live now."`
}

type importOutput struct {
	ETag string `header:"ETag"`
	Body ImportView
}

// importView is what a file changes.
func importView(done provision.Import, version int64) ImportView {
	return ImportView{
		Added: convert(done.Added, same[string]), Changed: convert(done.Changed, same[string]), Removed: convert(done.Removed, same[string]),
		Unchanged: convert(done.Unchanged, same[string]), Reordered: done.Reordered, RulesVersion: version,
	}
}

func (s *server) importRules(ctx context.Context, in *importInput) (*importOutput, error) {
	done, p, err := s.editing(ctx).Import(ctx, account(ctx), in.version(), in.RawBody, formatOf(in.ContentType), in.Check)
	if err != nil {
		return nil, err
	}
	return &importOutput{ETag: etag(p.RulesRevision()), Body: importView(done, p.Version)}, nil
}

type planFileInput struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"application/yaml"`
}

// file says that the body is no JSON object of ours: see readBody.
func (*planFileInput) file() {}

func (s *server) planFile(ctx context.Context, in *planFileInput) (*planOutput, error) {
	p, err := s.Plans.StartFile(ctx, account(ctx), in.RawBody, formatOf(in.ContentType), provision.NewPlan{By: web.Principal(ctx).Credential})
	if err != nil {
		return nil, err
	}
	return &planOutput{Location: Prefix + "/plans/" + p.ID, Body: planView(p, s.Now())}, nil
}
