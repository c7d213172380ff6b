package adminapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// ProductBody is a product as it is written.
type ProductBody struct {
	Key      string   `json:"key,omitempty" doc:"Needed when it is new; never changes."`
	Name     string   `json:"name,omitempty" doc:"Needed."`
	Seats    *int64   `json:"seats" required:"false" doc:"Absent or null: unlimited."`
	Plans    []string `json:"plans" required:"false" doc:"The product's plans, in order."`
	Requires []string `json:"requires" required:"false" doc:"Keys of products that come with it."`
	Excludes []string `json:"excludes" required:"false" doc:"Keys of products that nobody has beside it."`
}

// ProductView is a product as it is read.
type ProductView struct {
	ProductBody
	Used int64 `json:"used" doc:"Seats in use; more than seats when these were lowered."`
}

func (b ProductBody) product() rule.Product { return rule.Product(b) }

func productBody(p rule.Product) ProductBody {
	p.Plans, p.Requires, p.Excludes = listed(p.Plans), listed(p.Requires), listed(p.Excludes)
	return ProductBody(p)
}

// listed is a list that reads [] when there is nothing.
func listed(items []string) []string { return append([]string{}, items...) }

// KeyInput names a product.
type KeyInput struct {
	Key string `path:"key" doc:"The product's key."`
}

type productOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     ProductView
}

func (s *server) productAnswer(ctx context.Context, p *rule.Policy, key string) (*productOutput, error) {
	product, err := provision.FindProduct(p, key)
	if err != nil {
		return nil, err
	}
	used, err := s.used(ctx, key)
	return &productOutput{ETag: etag(p.Version), Body: ProductView{productBody(product), used}}, err
}

func (s *server) used(ctx context.Context, key string) (used int64, err error) {
	shards, err := s.Line.Shards(ctx, account(ctx), key)
	for _, shard := range shards {
		used += shard.Used
	}
	return used, err
}

func (s *server) listProducts(ctx context.Context, in *PageInput) (*listOutput[ProductView], error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	out, err := paged(*in, p.Products, func(product rule.Product) ProductView {
		return ProductView{ProductBody: productBody(product)}
	})
	if err != nil {
		return nil, err
	}
	for i := range out.Body.Items {
		item := &out.Body.Items[i]
		if item.Used, err = s.used(ctx, item.Key); err != nil {
			return nil, err
		}
	}
	out.ETag = etag(p.Version)
	return out, nil
}

func (s *server) getProduct(ctx context.Context, in *KeyInput) (*productOutput, error) {
	p, err := s.Publisher.Live(ctx, account(ctx))
	if err != nil {
		return nil, err
	}
	return s.productAnswer(ctx, p, in.Key)
}

type createProductInput struct {
	Precondition
	Body ProductBody
}

func (s *server) createProduct(ctx context.Context, in *createProductInput) (*productOutput, error) {
	p, err := s.Catalogue.AddProduct(ctx, account(ctx), in.version(), in.Body.product())
	if err != nil {
		return nil, err
	}
	view := ProductView{ProductBody: productBody(in.Body.product())} // nobody sits yet
	return &productOutput{ETag: etag(p.Version), Location: Prefix + "/products/" + in.Body.Key, Body: view}, nil
}

type replaceProductInput struct {
	KeyInput
	Precondition
	Body ProductBody
}

func (s *server) replaceProduct(ctx context.Context, in *replaceProductInput) (*productOutput, error) {
	return s.changeProduct(ctx, in.Key, in.Precondition, func(rule.Product) (ProductBody, error) { return in.Body, nil })
}

type patchProductInput struct {
	KeyInput
	Precondition
	Body    ProductBody `contentType:"application/merge-patch+json"`
	RawBody []byte
}

func (s *server) patchProduct(ctx context.Context, in *patchProductInput) (*productOutput, error) {
	return s.changeProduct(ctx, in.Key, in.Precondition, func(old rule.Product) (ProductBody, error) {
		return patched(productBody(old), in.RawBody)
	})
}

func (s *server) changeProduct(ctx context.Context, key string, match Precondition, change func(rule.Product) (ProductBody, error)) (*productOutput, error) {
	p, err := s.Catalogue.ChangeProduct(ctx, account(ctx), match.version(), key, func(old rule.Product) (rule.Product, error) {
		body, err := change(old)
		if err == nil && body.Key != "" && body.Key != key {
			err = errFixed("key")
		}
		return body.product(), err
	})
	if err != nil {
		return nil, err
	}
	return s.productAnswer(ctx, p, key)
}

type deleteProductInput struct {
	KeyInput
	Precondition
}

func (s *server) deleteProduct(ctx context.Context, in *deleteProductInput) (*versionOutput, error) {
	p, err := s.Catalogue.DeleteProduct(ctx, account(ctx), in.version(), in.Key)
	if err != nil {
		return nil, err
	}
	return &versionOutput{ETag: etag(p.Version)}, nil
}

// Waiting is one user in a product's waiting line.
type Waiting struct {
	Position int       `json:"position" doc:"From 1, the head of the line."`
	User     string    `json:"user" doc:"The account user's id."`
	Rule     *string   `json:"rule" doc:"The rule whose place in the order counts; null for a grant by hand."`
	Since    time.Time `json:"since"`
}

type waitingInput struct {
	KeyInput
	PageInput
}

// waiting ranks the line when it is read: strongest rule first, then longest waiting.
func (s *server) waiting(ctx context.Context, in *waitingInput) (*listOutput[Waiting], error) {
	a := account(ctx)
	p, err := s.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := provision.FindProduct(p, in.Key); err != nil {
		return nil, err
	}
	heads, err := s.Line.LineHeads(ctx, a, in.Key)
	if err != nil {
		return nil, err
	}
	var line []provision.Waiter
	for _, head := range byStrength(p, heads) {
		waiters, err := s.Line.Waiters(ctx, a, in.Key, head.Rule, maxWaiting-len(line))
		if err != nil {
			return nil, err
		}
		if line = append(line, waiters...); len(line) >= maxWaiting {
			break
		}
	}
	position := 0
	views := convert(line, func(w provision.Waiter) Waiting {
		position++
		return Waiting{Position: position, User: w.User, Rule: orNull(w.Rule), Since: w.Since}
	})
	return paged(in.PageInput, views, func(w Waiting) Waiting { return w })
}

// maxWaiting is how much of a line can be read.
const maxWaiting = 10_000

// byStrength sorts the heads of a line by the order of their rules: grants by hand first, rules that are gone last.
func byStrength(p *rule.Policy, heads []provision.Waiter) []provision.Waiter {
	place := map[string]int{"": -1}
	for i, r := range p.Rules {
		place[r.ID] = i
	}
	rank := func(w provision.Waiter) int {
		if at, ok := place[w.Rule]; ok {
			return at
		}
		return len(p.Rules)
	}
	slices.SortFunc(heads, func(a, b provision.Waiter) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Since.Compare(b.Since))
	})
	return heads
}

// orNull is a text that reads null when there is none.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
