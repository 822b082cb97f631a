namespace Panel.Web.Features.Containers;

/// <summary>The errors of a form at their fields; field names are the contract's paths, such as <c>Ports[1].HostPort</c>.</summary>
public sealed class FormErrors
{
    private readonly Dictionary<string, string> _errors = [];
    private readonly HashSet<string> _shown = [];

    /// <summary>Whether there is at least one error.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>The error that belongs to no single field.</summary>
    public string? General => _errors.GetValueOrDefault("");

    /// <summary>The only error, wherever it is; null if there are none or several.</summary>
    public string? Only => _errors.Count == 1 ? _errors.Values.First() : null;

    /// <summary>The error at a field, or null.</summary>
    public string? At(string field) => _errors.GetValueOrDefault(field);

    /// <summary>Forgets all errors.</summary>
    public void Clear() => _errors.Clear();

    /// <summary>Declares that the form shows errors at this field.</summary>
    public void Declare(string field) => _shown.Add(field);

    /// <summary>Adds an error; the first one at a field wins.</summary>
    public void Add(string field, string sentence) => _errors.TryAdd(field, sentence);

    /// <summary>Adds an error at the field, or else at the nearest enclosing field that the form shows, or else to <see cref="General"/>.</summary>
    public void Place(string? field, string sentence)
    {
        while (!string.IsNullOrEmpty(field) && !_shown.Contains(field))
        {
            var cut = field.LastIndexOfAny(['.', '[']);
            field = cut > 0 ? field[..cut] : "";
        }

        Add(field ?? "", sentence);
    }
}
