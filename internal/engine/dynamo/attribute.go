package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// image is an item as the SDK has it, key attributes included.
type image = map[string]types.AttributeValue

func encode(v table.Value) types.AttributeValue {
	switch v.Type() {
	case table.String:
		return &types.AttributeValueMemberS{Value: v.Str()}
	case table.Number:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v.Int(), 10)}
	case table.Boolean:
		return &types.AttributeValueMemberBOOL{Value: v.True()}
	case table.Bytes:
		return encodeBytes(v.Raw())
	default: // the checks of package table let no absent value through
		return &types.AttributeValueMemberNULL{Value: true}
	}
}

// encodeBytes keeps no bytes apart from none at all, which the SDK would not send.
func encodeBytes(b []byte) types.AttributeValue {
	if b == nil {
		b = []byte{}
	}
	return &types.AttributeValueMemberB{Value: b}
}

func encodeKey(k table.Key) image {
	return image{
		partitionKey: &types.AttributeValueMemberS{Value: k.P},
		sortKey:      &types.AttributeValueMemberS{Value: k.S},
	}
}

func encodeItem(k table.Key, attrs table.Attrs) image {
	img := make(image, len(attrs)+2)
	for name, v := range attrs {
		img[name] = encode(v)
	}
	img[partitionKey] = &types.AttributeValueMemberS{Value: k.P}
	img[sortKey] = &types.AttributeValueMemberS{Value: k.S}
	return img
}

// decode refuses what this package never writes: other types, and numbers that are not whole or beyond 64 bits.
func decode(av types.AttributeValue) (table.Value, error) {
	switch av := av.(type) {
	case *types.AttributeValueMemberS:
		return table.S(av.Value), nil
	case *types.AttributeValueMemberN:
		n, err := strconv.ParseInt(av.Value, 10, 64)
		if err != nil {
			return table.Value{}, fmt.Errorf("a number that is not whole or beyond 64 bits")
		}
		return table.N(n), nil
	case *types.AttributeValueMemberBOOL:
		return table.Bool(av.Value), nil
	case *types.AttributeValueMemberB:
		return table.B(av.Value), nil
	}
	return table.Value{}, fmt.Errorf("an attribute of the type %T", av)
}

// decodeItem is the item of an image, with its key apart from its attributes.
func decodeItem(name table.Name, img image) (table.Item, error) {
	item := table.Item{Key: table.Key{Table: name}, Attrs: make(table.Attrs, len(img))}
	for attribute, av := range img {
		v, err := decode(av)
		if err != nil {
			return table.Item{}, fmt.Errorf("engine/dynamo: a stored item of the table %s has %w", name, err)
		}
		switch attribute {
		case partitionKey:
			item.Key.P = v.Str()
		case sortKey:
			item.Key.S = v.Str()
		default:
			item.Attrs[attribute] = v
		}
	}
	return item, nil
}

func decodeItems(name table.Name, images []image) ([]table.Item, error) {
	items := make([]table.Item, 0, len(images))
	for _, img := range images {
		item, err := decodeItem(name, img)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
