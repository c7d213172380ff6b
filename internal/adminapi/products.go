package adminapi

import (
	"context"

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

	SettingsSchema map[string]any `json:"settingsSchema,omitempty" nullable:"true" doc:"What settings templates may say of the product, as JSON Schema: an object with properties, which are a boolean, a string with enum, a string with minLength and maxLength, or an integer with minimum and maximum; title and description are for people; additionalProperties must be false. Absent or null: anything."`
}

// ProductView is a product as it is read.
type ProductView struct {
	ProductBody
	SeatForecast
}

// SeatForecast says of a product's seats how many there should be.
type SeatForecast struct {
	Used    int64 `json:"used" readOnly:"true" doc:"Seats in use; more than seats when these were lowered."`
	Waiting int64 `json:"waiting" readOnly:"true" doc:"Users in the waiting line; of a longer one 10,000."`
	Needed  int64 `json:"needed" readOnly:"true" doc:"Seats that everybody who has the product or waits for it takes: as many as the rules ask for as soon as nobody is pending. A plan says the same of a change."`
	Over    int64 `json:"over" readOnly:"true" doc:"Seats in use beyond those that there are; nobody is sent away for them."`
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
	forecast, err := s.forecast(ctx, p, product)
	return &productOutput{ETag: etag(p.Version), Body: ProductView{productBody(product), forecast}}, err
}

// forecast counts seats in use and the line. Nobody waits for what is unlimited, so its line is not read.
func (s *server) forecast(ctx context.Context, p *rule.Policy, product rule.Product) (f SeatForecast, err error) {
	shards, err := s.Line.Shards(ctx, account(ctx), product.Key)
	if err != nil {
		return f, err
	}
	for _, shard := range shards {
		f.Used += shard.Used
	}
	if product.Seats != nil {
		line, err := provision.ReadLine(ctx, s.Line, account(ctx), p, product.Key)
		if err != nil {
			return f, err
		}
		f.Waiting, f.Over = int64(len(line)), max(0, f.Used-*product.Seats)
	}
	f.Needed = f.Used + f.Waiting
	return f, nil
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
		if item.SeatForecast, err = s.forecast(ctx, p, item.product()); err != nil {
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
	Body ProductView
}

func (s *server) replaceProduct(ctx context.Context, in *replaceProductInput) (*productOutput, error) {
	return s.changeProduct(ctx, in.Key, in.Precondition, func(rule.Product) (ProductBody, error) { return in.Body.ProductBody, nil })
}

type patchProductInput struct {
	KeyInput
	Precondition
	Body    ProductView `contentType:"application/merge-patch+json"`
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
