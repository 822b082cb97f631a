using System.Data.Common;

namespace Panel.Data;

/// <summary>Writes rows of the audit history in plain SQL that both providers support. Every change waits for two of them: the mapper took
/// longer than the database, and its code was a quarter of the code compiled in a panel's first minute.</summary>
/// <param name="source">Provides connections.</param>
public sealed class AuditWriter(DbDataSource source)
{
    private const string Insert = """
        INSERT INTO "Audit" ("Panel", "Time", "CompletedAt", "ActorKind", "ActorId", "ActorName", "RemoteAddress", "Operation", "Target", "Details", "Result", "Message")
        VALUES (@panel, @time, @completedAt, @actorKind, @actorId, @actorName, @remoteAddress, @operation, @target, @details, @result, @message) RETURNING "Id"
        """;

    private const string Update = """
        UPDATE "Audit" SET "Result" = @result, "Message" = @message, "CompletedAt" = @completedAt WHERE "Id" = @id
        """;

    /// <summary>Adds a row and sets its id.</summary>
    public async Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = Command(
            connection, Insert, ("panel", entry.Panel), ("time", entry.Time), ("completedAt", entry.CompletedAt), ("actorKind", $"{entry.ActorKind}"), ("actorId", entry.ActorId),
            ("actorName", entry.ActorName), ("remoteAddress", entry.RemoteAddress), ("operation", entry.Operation), ("target", entry.Target), ("details", entry.Details),
            ("result", $"{entry.Result}"), ("message", entry.Message));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        entry.Id = reader.GetInt64(0);
        // SQLite commits when the reader moves past the last row; only then does a failed commit throw.
        await reader.ReadAsync(cancellationToken);
    }

    /// <summary>Records the outcome of a row's operation.</summary>
    public async Task EndAsync(long id, AuditResult result, string? message, DateTime completedAt, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, Update, ("result", $"{result}"), ("message", message), ("completedAt", completedAt), ("id", id));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbCommand Command(DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
