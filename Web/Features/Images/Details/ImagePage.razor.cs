using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;
using Panel.Web.Features.Images.Transfers;

namespace Panel.Web.Features.Images.Details;

/// <summary>One image: its configuration, the containers that use it, and what each of its layers does.</summary>
public sealed partial class ImagePage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private ImageDetails? _image;
    private IReadOnlyList<ContainerSummary> _users = [];
    private string? _shown;
    private string? _error;
    private bool _missing;
    private bool _removed;
    private bool _removing;

    /// <summary>Id without <c>sha256:</c>, a unique prefix of it, or a name without a slash.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The tab; empty means the overview.</summary>
    [Parameter]
    public string? Tab { get; set; }

    [Inject]
    private ImageOperations Operations { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string Name => Reference == _image!.Summary.Id ? $"Image {Format.ShortId(Reference)}" : Reference;

    // The clicked name, as long as it refers to this image.
    private string Reference => Named is { } name && _image!.Summary.RepositoryTags.Contains(name) ? name : _image!.Summary.RepositoryTags.Order().FirstOrDefault() ?? _image.Summary.Id;

    /// <summary>The name under which the page was opened.</summary>
    [SupplyParameterFromQuery(Name = "name")]
    private string? Named { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Id)
        {
            return;
        }

        var first = _shown is null;
        _shown = Id;
        (_image, _missing, _removed) = (null, false, false);
        if (first)
        {
            _ = FollowAsync(LoadAndFollowAsync);
        }
        else
        {
            await FollowAsync(LoadAsync);
        }
    }

    private async Task LoadAndFollowAsync(CancellationToken cancellationToken)
    {
        // Starts watching before the first reading, so that no change is missed in between.
        await using var happenings = Engine.Events.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = happenings.MoveNextAsync();
        await LoadAsync(cancellationToken);
        for (; await next; next = happenings.MoveNextAsync())
        {
            if (happenings.Current is { Type: "image" } or { Type: "container", Action: "create" or "start" or "die" or "destroy" or "rename" })
            {
                await LoadAsync(cancellationToken);
                await Task.Delay(Pace, cancellationToken);
            }
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Its id, once known, because a name may move to another image while the page is open.
            _image = await Engine.Images.InspectAsync(_image?.Summary.Id ?? Id, cancellationToken);
            _users = [.. (await Engine.Containers.ListAsync(cancellationToken: cancellationToken)).Where(container => container.ImageId == _image.Summary.Id).OrderBy(container => container.Name, StringComparer.Ordinal)];
        }
        catch (ObjectNotFoundException)
        {
            _missing = _image is null;
            _removed = _image is not null;
        }

        StateHasChanged();
    }

    private Task<IDialogReference> TagAsync() => Dialogs.ShowAsync<TagDialog>("Name", new DialogParameters<TagDialog> { { view => view.Reference, Reference } });

    private Task<IDialogReference> PushAsync(string tag) => Dialogs.ShowAsync<PushDialog>("Push", new DialogParameters<PushDialog> { { view => view.Reference, tag } });

    private Task<bool> RemoveNameAsync(string tag) => RemoveAsync(ImageQuestions.RemoveName(_image!.Summary, tag), [tag], force: false);

    private async Task RemoveAsync()
    {
        var summary = _image!.Summary;
        var isUsed = summary.Containers > 0;
        // An image with children can only lose its names. Force is for several names; here it would also remove the image from under
        // stopped containers.
        IEnumerable<string> references = summary.RepositoryTags.Count == 1 || (summary.Children > 0 && !isUsed) ? summary.RepositoryTags.Order().DefaultIfEmpty(summary.Id) : [summary.Id];
        if (await RemoveAsync(ImageQuestions.Remove(summary), references, force: summary is { RepositoryTags.Count: > 1, Children: 0 } && !isUsed))
        {
            Navigation.NavigateTo("/images");
        }
    }

    private async Task<bool> RemoveAsync(Question question, IEnumerable<string> references, bool force)
    {
        if (await Dialogs.AskAsync(question) is null)
        {
            return false;
        }

        (_removing, _error) = (true, null);
        try
        {
            foreach (var reference in references) await Engine.Images.RemoveAsync(reference, force, cancellationToken: CancellationToken.None);
            return true;
        }
        catch (Exception error)
        {
            _error = Describe(error);
            return false;
        }
        finally
        {
            _removing = false;
        }
    }
}
