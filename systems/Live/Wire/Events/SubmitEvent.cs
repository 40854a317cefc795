namespace Millrace.Live;

/// <summary>A form was sent.</summary>
/// <param name="Fields">Name and value of every field that the browser would send, in order. A name may come several times.</param>
public sealed record SubmitEvent(IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The first value of that name; empty where the form has none.</summary>
    public string this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> field in Fields)
            {
                if (field.Key == name)
                {
                    return field.Value;
                }
            }

            return "";
        }
    }

    /// <summary>Every value of that name, in order.</summary>
    public IEnumerable<string> All(string name) => Fields.Where(field => field.Key == name).Select(field => field.Value);
}
