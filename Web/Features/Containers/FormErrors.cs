namespace Panel.Web.Features.Containers;

/// <summary>Errors of a form at their fields, named by the contract's paths such as <c>Ports[1].HostPort</c>.</summary>
public sealed class FormErrors
{
    private readonly Dictionary<string, string> _errors = [];
    private readonly HashSet<string> _shown = [];

    /// <summary>There is at least one.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>What is wrong with no single field.</summary>
    public string? General => _errors.GetValueOrDefault("");

    /// <summary>The one error that there is, wherever it stands; null for none or several.</summary>
    public string? Only => _errors.Count == 1 ? _errors.Values.First() : null;

    /// <summary>The error at a field, or null.</summary>
    public string? At(string field) => _errors.GetValueOrDefault(field);

    /// <summary>Forgets all errors.</summary>
    public void Clear() => _errors.Clear();

    /// <summary>Declares that the form shows errors at this field.</summary>
    public void Declare(string field) => _shown.Add(field);

    /// <summary>Adds an error; the first at a field stays.</summary>
    public void Add(string field, string sentence) => _errors.TryAdd(field, sentence);

    /// <summary>Adds an error at the field or the nearest one around it that the form shows, else to <see cref="General"/>.</summary>
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
